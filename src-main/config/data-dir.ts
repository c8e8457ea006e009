import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Fault } from '../../src-shared/fault.ts';

/** The platform's place for application data: XDG on Linux, Application Support on macOS, AppData on Windows. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home = homedir()): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Lanpulse');
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Lanpulse');
  // The XDG standard says that a relative path is to be ignored.
  const xdg = env.XDG_DATA_HOME;
  return join(xdg?.startsWith('/') === true ? xdg : join(home, '.local', 'share'), 'lanpulse');
}

/**
 * Makes the data directory, for the owner alone.
 * @throws Fault `start_failed`
 */
export function makeDataDir(dataDir: string): void {
  try {
    makeFolder(resolve(dataDir));
  } catch (cause) {
    throw new Fault('start_failed', `The data directory ${dataDir} cannot be made; choose another with --data-dir.`, {
      cause,
    });
  }
}

/** Level by level: Node's own `recursive` never returns under /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
