/** What a key does. */
export type ShortcutAction =
  | 'window'
  | 'live'
  | 'earlier'
  | 'later'
  | 'zoomIn'
  | 'zoomOut'
  | 'range'
  | 'enlarge'
  | 'focus'
  | 'pause'
  | 'filter'
  | 'alerts'
  | 'note'
  | 'share'
  | 'settings'
  | 'mini'
  | 'theme'
  | 'keyboard';

/** A line of the keyboard help. */
export interface Shortcut {
  /** Values of `KeyboardEvent.key`. */
  readonly keys: readonly string[];
  /** What is printed where the values are no names for people. */
  readonly shown?: string;
  readonly does: string;
  readonly action: ShortcutAction;
}

/** All keys of the page's frame; what is open takes Esc for itself. */
export const shortcuts: readonly Shortcut[] = [
  {
    keys: ['1', '2', '3', '4', '5', '6', '7', '8'],
    shown: '1 to 8',
    does: 'Show 1, 5, 15 minutes, 1, 6, 24 hours, 7 or 30 days',
    action: 'window',
  },
  { keys: ['arrowleft'], shown: '←', does: 'Look earlier, with Shift by half a window', action: 'earlier' },
  { keys: ['arrowright'], shown: '→', does: 'Look later, with Shift by half a window', action: 'later' },
  { keys: ['+', '='], shown: '+', does: 'Zoom in', action: 'zoomIn' },
  { keys: ['-'], does: 'Zoom out', action: 'zoomOut' },
  { keys: ['r'], does: 'Choose a range: from … to …', action: 'range' },
  { keys: ['e'], does: 'Open the chart of the focused card large', action: 'enlarge' },
  { keys: ['h'], does: 'Read the focused card ten times a second (10 Hz), or no longer', action: 'focus' },
  {
    keys: ['escape'],
    shown: 'Esc',
    does: 'Closes what is open, ends 10 Hz, goes back to live, then to the overview',
    action: 'live',
  },
  { keys: ['p', ' '], does: 'Pause or resume', action: 'pause' },
  { keys: ['f'], does: 'Filter', action: 'filter' },
  { keys: ['a'], does: 'Alerts', action: 'alerts' },
  { keys: ['n'], does: 'Pin a note at the crosshair, or now', action: 'note' },
  { keys: ['s'], does: 'Share on this network', action: 'share' },
  { keys: [','], does: 'Settings', action: 'settings' },
  { keys: ['m'], does: 'Mini view: a few numbers in a small window', action: 'mini' },
  { keys: ['t'], does: 'Next theme: auto, dark, light', action: 'theme' },
  { keys: ['?'], does: 'This help', action: 'keyboard' },
];

/** Keys of a chart that has the focus, for the keyboard help. */
export const chartKeys: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['←', '→'], does: 'move the crosshair, with Shift by ten samples' },
  { keys: ['PgUp', 'PgDn'], does: 'look later or earlier by a whole window' },
  { keys: ['Enter'], does: 'the processes of that moment' },
  { keys: ['Esc'], does: 'hide the crosshair, then back to live' },
];

/** What mouse and fingers do on a chart, for the keyboard help. */
export const chartGestures: readonly { readonly how: string; readonly does: string }[] = [
  { how: 'Click', does: 'the processes of that moment' },
  { how: 'Drag', does: 'zoom all charts into that stretch' },
  { how: 'Shift, wheel', does: 'zoom round the pointer' },
  { how: 'Shift, drag', does: 'look earlier or later; also by dragging the times below a chart' },
  { how: 'Double-click', does: 'back to live; with a finger, tap twice' },
  { how: 'Two fingers', does: 'zoom and move' },
  { how: 'Hold, drag', does: 'with a finger: zoom into that stretch' },
];

/** The part of a key press that matters here. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented' | 'target'>;

/** What a key press asks for; `null` where it belongs to a field, a control, the browser or an open dialog. */
export function shortcutFor(press: KeyPress): ShortcutAction | null {
  if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey) return null;
  const within = press.target instanceof Element ? press.target : null;
  if (isWithin(within, 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]')) return null;
  // Arrows move within these by themselves.
  if (press.key.startsWith('Arrow') && isWithin(within, '[role="slider"], [role="radiogroup"], [role="tablist"]'))
    return null;
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
