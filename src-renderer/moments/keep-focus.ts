/**
 * Remembers what has the focus; `null` where nothing has it. The returned function gives it back, unless somebody went on
 * elsewhere: only from the panel of the moment, or from nowhere.
 */
export function keepFocus(): (() => void) | null {
  const origin = document.activeElement;
  if (!(origin instanceof HTMLElement) || origin === document.body) return null;
  return () => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body || focused.closest('[data-moment]') !== null) {
      origin.focus({ preventScroll: true });
    }
  };
}
