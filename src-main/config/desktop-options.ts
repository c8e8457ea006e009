/**
 * The options that a person gave the desktop app: what follows the first `--` of its arguments. What comes before is
 * meant for Chromium and Electron.
 */
export function desktopOptions(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('--');
  return at < 0 ? [] : argv.slice(at + 1);
}

/** True where the app is to wait in the tray, as at login: `--hidden` before the options. */
export function wantsHidden(argv: readonly string[]): boolean {
  const at = argv.indexOf('--');
  return argv.slice(0, at < 0 ? argv.length : at).includes('--hidden');
}
