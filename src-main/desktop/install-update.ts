import { app, dialog } from 'electron';
import type { AppUpdater } from 'electron-updater';

/** An installer that has not taken over by then never will, ms. */
const handOverMs = 20_000;

/**
 * Puts the fetched version in place and starts it; called when all else has ended. Where that fails the old one starts again.
 * @param image where the AppImage is that runs, asked afterwards; empty where it is none
 */
export function installUpdate(updater: AppUpdater, platform: NodeJS.Platform, image: () => string): void {
  const failures: Error[] = [];
  updater.on('error', (error) => {
    failures.push(error);
  });
  // Installers of Windows and macOS start what they have installed; elsewhere it starts when this process is gone, with
  // the options that this one was given.
  const startsItself = platform !== 'linux';
  updater.quitAndInstall(true, startsItself);
  const [failure] = failures;
  if (startsItself && failure === undefined) {
    setTimeout(startAnew, handOverMs);
    return;
  }
  if (failure !== undefined) {
    dialog.showErrorBox('The update was not installed', `${failure.message}\nLanpulse goes on as it was.`);
  }
  startAnew();

  function startAnew(): void {
    app.relaunch(image() === '' ? {} : { execPath: image(), args: process.argv.slice(1) });
    app.exit(0);
  }
}
