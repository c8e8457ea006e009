import { homedir } from 'node:os';
import { join } from 'node:path';

/** The platform's place for application data: XDG on Linux, Application Support on macOS, AppData on Windows. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home = homedir()): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Lanpulse');
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Lanpulse');
  // The XDG standard says that a relative path is to be ignored.
  const xdg = env.XDG_DATA_HOME;
  return join(xdg?.startsWith('/') === true ? xdg : join(home, '.local', 'share'), 'lanpulse');
}
