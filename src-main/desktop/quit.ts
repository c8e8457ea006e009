import { app, BrowserWindow } from 'electron';

/** Longest time a quit may take before the process ends all the same, ms. */
const quitMs = 1_800;

/**
 * Ends the app when its last window closes, on SIGTERM and on SIGINT, but not before `stop` has come to its end.
 * @param stop called once, when the app is about to quit
 */
export function quitAfter(stop: () => Promise<void>): void {
  let stopping = false;
  const quit = (): void => {
    app.quit();
  };
  const exit = (): void => {
    app.exit(0);
  };
  app.on('window-all-closed', quit);
  process.on('SIGTERM', quit);
  process.on('SIGINT', quit);
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    // A window that stays would only show how its server goes away.
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    setTimeout(exit, quitMs);
    stop().then(exit, exit);
  });
}
