/** True for an address of the mini view. */
export function wantsMini(search: string): boolean {
  return new URLSearchParams(search).get('view') === 'mini';
}

/** Opens the mini view: a small window of its own in a browser; the desktop app shows its own, which stays above others. */
export function openMini(): void {
  window.open('?view=mini', 'lanpulse-mini', 'popup,width=320,height=180');
}

/** Writes into a query whether the app is to keep the mini view above other windows; `null` leaves it as it is. */
export function withPin(search: string, pin: string | null): string {
  const query = new URLSearchParams(search);
  if (pin !== null) query.set('pin', pin);
  return `?${query.toString().replaceAll('%2C', ',')}`;
}
