/** What a key does. */
export type ShortcutAction = 'window1' | 'window2' | 'window3' | 'pause' | 'filter' | 'alerts' | 'theme' | 'keyboard';

/** A line of the keyboard help. */
export interface Shortcut {
  /** Values of `KeyboardEvent.key`. */
  readonly keys: readonly string[];
  readonly does: string;
  readonly action: ShortcutAction;
}

/** All keys of the page's frame; Esc closes what is open by itself. */
export const shortcuts: readonly Shortcut[] = [
  { keys: ['1'], does: 'Show 1 minute', action: 'window1' },
  { keys: ['2'], does: 'Show 5 minutes', action: 'window2' },
  { keys: ['3'], does: 'Show 15 minutes', action: 'window3' },
  { keys: ['p', ' '], does: 'Pause or resume', action: 'pause' },
  { keys: ['f'], does: 'Filter', action: 'filter' },
  { keys: ['a'], does: 'Alerts', action: 'alerts' },
  { keys: ['t'], does: 'Next theme: auto, dark, light', action: 'theme' },
  { keys: ['?'], does: 'This help', action: 'keyboard' },
];

/** The part of a key press that matters here. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented' | 'target'>;

/** What a key press asks for; `null` where it belongs to a field, a control, the browser or an open dialog. */
export function shortcutFor(press: KeyPress): ShortcutAction | null {
  if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey) return null;
  const within = press.target instanceof Element ? press.target : null;
  if (isWithin(within, 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]')) return null;
  // Space presses the focused control.
  if (press.key === ' ' && isWithin(within, 'button, a, summary, [role], [tabindex]')) return null;
  const key = press.key.toLowerCase();
  return shortcuts.find(({ keys }) => keys.includes(key))?.action ?? null;
}

function isWithin(element: Element | null, selector: string): boolean {
  return element !== null && element.closest(selector) !== null;
}

/** A key's name as it is printed. */
export function keyName(key: string): string {
  return key === ' ' ? 'Space' : key.toUpperCase();
}
