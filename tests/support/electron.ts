import { _electron, type ElectronApplication } from 'playwright-core';
import { electronArguments, findElectron } from '../../build/electron-binary.ts';
import { fitsTestRuntime } from '../../build/electron-runtime.ts';
import { projectRoot } from '../../build/project.ts';
import { afterAll, beforeAll } from 'vitest';
import { inCi } from './browser.ts';
import { markWelcomed } from './welcomed.ts';
import { hasXvfb, startXvfb, type VirtualDisplay } from './xvfb.ts';

/** For `describe.skipIf(...)`: true where the desktop cannot be tested and this is not the build that decides. */
export function lacksDesktop(): boolean {
  if (inCi || (fitsTestRuntime() && hasXvfb())) return false;
  process.stderr.write('Xvfb is not installed, or this is not Linux on x64: the desktop tests are skipped.\n');
  return true;
}

let found: Promise<string | null> | undefined;

/** The path of an Electron for tests; looks, and where there is none fetches, once per process. */
export async function electronForTests(): Promise<string> {
  found ??= findElectron('test');
  const executable = await found;
  if (executable === null) throw new Error('There is no Electron for tests on this platform.');
  return executable;
}

/**
 * A display for the tests of one `describe`, and an Electron that can be shown on it; both are there before the first test.
 * @returns its name, `:7`
 */
export function desktopDisplay(): () => string {
  let display: VirtualDisplay | undefined;
  beforeAll(async () => {
    await electronForTests();
    display = await startXvfb();
  });
  afterAll(async () => {
    await display?.stop();
  });
  return () => {
    if (display === undefined) throw new Error('There is no display before the tests begin.');
    return display.name;
  };
}

/**
 * Starts the built desktop app on a display, with an environment, options and, before them, flags of its own. A data
 * directory that the environment names has seen the first words already.
 */
export async function launchDesktop(
  display: string,
  settings: Readonly<Record<string, string>>,
  options: readonly string[] = [],
  flags: readonly string[] = [],
): Promise<ElectronApplication> {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const dataDir = settings.LANPULSE_DATA_DIR;
  if (dataDir !== undefined && dataDir !== '') markWelcomed(dataDir);
  return await _electron.launch({
    executablePath: await electronForTests(),
    args: [
      ...electronArguments(),
      '--disable-gpu',
      projectRoot,
      ...flags,
      ...(options.length === 0 ? [] : ['--', ...options]),
    ],
    cwd: projectRoot,
    env: { ...env, ...settings, DISPLAY: display },
  });
}
