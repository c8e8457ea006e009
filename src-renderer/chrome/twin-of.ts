/** The button that stands where one with the same name stood that has gone from the page; `null` for any other element. */
export function twinOf(gone: Element | null): HTMLElement | null {
  const name = gone?.getAttribute('aria-label') ?? null;
  if (gone === null || gone.isConnected || name === null) return null;
  return document.querySelector<HTMLElement>(`button[aria-label="${CSS.escape(name)}"]`);
}
