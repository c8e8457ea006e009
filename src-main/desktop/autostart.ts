import { app } from 'electron';
import { linuxAutostart } from './linux-autostart.ts';

/** Start at login, hidden in the tray. */
export interface Autostart {
  /** @throws Fault `not_saved` */
  readonly set: (on: boolean) => Promise<void>;
  /** The program has another path now; at once, for the app may be ending. */
  readonly moved: (program: string) => void;
}

const hidden = '--hidden';

/** @param options what the app was started with, so that it is the same one that starts at login */
export function createAutostart(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  options: readonly string[],
): Autostart {
  const args = [hidden, ...(options.length === 0 ? [] : ['--', ...options])];
  return platform === 'linux'
    ? linuxAutostart(env, [...(app.isPackaged ? [] : [app.getAppPath()]), ...args])
    : loginItem(args);
}

function loginItem(args: string[]): Autostart {
  return {
    set(on) {
      app.setLoginItemSettings({ openAtLogin: on, args });
      return Promise.resolve();
    },
    // What the system starts at login keeps its name there.
    moved: () => undefined,
  };
}
