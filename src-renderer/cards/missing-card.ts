let makeAll: () => void = () => undefined;

/** Tells how all cards are made at once, while they still come one after the other. */
export function onMissingCard(make: () => void): void {
  makeAll = make;
}

/** Finds a card that may not be there yet; `null` where the page does not show it. */
export function findCard(selector: string): HTMLElement | null {
  const find = () => document.querySelector<HTMLElement>(selector);
  const found = find();
  if (found !== null) return found;
  makeAll();
  return find();
}
