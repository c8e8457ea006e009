import { app, BrowserWindow } from 'electron';

/** Longest time a quit may take before the process ends all the same, ms. */
const quitMs = 1_800;

/** The way out of the app. */
export interface Quitting {
  /** Whether it is on its way: what fails then, such as a page that was still loading, is no news. */
  readonly isQuitting: () => boolean;
  /** Quits, and does this at the very end in place of ending the process. */
  readonly quitThen: (last: () => void) => void;
}

/**
 * Ends the app in order, on SIGTERM and on SIGINT too: not before `stop` has come to its end.
 * @param stop called once, when the app is about to quit
 */
export function quitAfter(stop: () => Promise<void>): Quitting {
  let stopping = false;
  let isStopped = false;
  let last = (): void => {
    app.exit(0);
  };
  const quit = (): void => {
    app.quit();
  };
  const end = (): void => {
    if (isStopped) return;
    isStopped = true;
    last();
  };
  process.on('SIGTERM', quit);
  process.on('SIGINT', quit);
  app.on('before-quit', (event) => {
    // What is done last may quit by itself, as the updater does.
    if (isStopped) return;
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    // A window that stays would only show how its server goes away.
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    setTimeout(end, quitMs);
    stop().then(end, end);
  });
  return {
    isQuitting: () => stopping,
    quitThen(then) {
      if (!stopping) last = then;
      quit();
    },
  };
}
