import { once } from 'node:events';
import type { ElectronApplication, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { electronArguments } from '../../build/electron-binary.ts';
import { projectRoot } from '../../build/project.ts';
import { electronForTests, launchDesktop } from './electron.ts';
import { startProgram, type Program } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The app with a data directory and a free port of its own, closed after the test. */
export async function desktopForTest(
  display: string,
  settings: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
  flags: readonly string[] = [],
) {
  const own = { LANPULSE_DATA_DIR: temporaryFolder(), LANPULSE_PORT: '0' };
  const app = await launchDesktop(display, { ...own, ...settings }, options, flags);
  const child = app.process();
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await exited;
  });
  return { app, child, exited };
}

/** True where the dashboard's window can be seen; the mini view is another. */
export function isWindowVisible(app: ElectronApplication): Promise<boolean | undefined> {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((one) => !one.isAlwaysOnTop())
      ?.isVisible(),
  );
}

/** Closes the dashboard's window as its frame would. */
export function closeWindow(app: ElectronApplication): Promise<void> {
  return app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()
      .find((one) => !one.isAlwaysOnTop())
      ?.close();
  });
}

/** Lets a page close its own window, and waits until it is gone. */
export async function closeFromInside(page: Page): Promise<void> {
  const gone = page.waitForEvent('close', { timeout: 60_000 });
  // In a turn of its own: the page that is asked would be gone before it answers.
  await page.evaluate(() => {
    setTimeout(() => {
      window.close();
    });
  });
  await gone;
}

/** Starts the app once more on its data directory, as a person would who does not see that it runs. */
export async function startAgain(display: string, env: Readonly<Record<string, string>>): Promise<Program> {
  const file = await electronForTests();
  return startProgram(file, [...electronArguments(), '--disable-gpu', projectRoot], { ...env, DISPLAY: display });
}
