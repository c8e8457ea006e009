/**
 * Puts the focus on the live window that is shown, for those whose own place has just gone; whoever went on elsewhere
 * stays there.
 */
export function focusWindow(): void {
  const focused = document.activeElement;
  if (focused !== null && focused !== document.body) return;
  const shown = '[data-windows] :is([aria-pressed="true"], [data-on="true"])';
  document.querySelector<HTMLElement>(shown)?.focus({ preventScroll: true });
}
