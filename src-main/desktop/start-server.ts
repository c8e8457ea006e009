import { Fault } from '../../src-shared/fault.ts';
import type { LoadedSettings } from '../config/load-config.ts';
import type { Monitor, MonitorOptions } from '../monitor-options.ts';
import { startMonitor } from '../monitor.ts';
import { onAnyFreePort } from './any-free-port.ts';
import { runningServer } from './running-server.ts';

/** What the window shows: the app's own server, or one that runs on the same data directory already. */
export interface ShownServer {
  /** Address of the dashboard. */
  readonly url: string;
  /** Resolves when the app's own server is complete; its page can be loaded before. `null` where it is another program's. */
  readonly own: Promise<Monitor> | null;
  /** The secret that opens it for the window; `null` where it has none. */
  readonly token: () => string | null;
  /** SHA-256 of the one certificate by which the window knows it; `null` where it shows none there. */
  readonly fingerprint: () => string | null;
}

type Options = Omit<MonitorOptions, 'onListening'> & {
  readonly windowToken: string;
  /** Resolves, in any case, when the window has begun to load its page: what is made of the server before would keep it waiting. */
  readonly windowFirst: Promise<void>;
};

/**
 * Starts the server inside the desktop app. The configured port is a wish here: where it is taken, by a headless
 * Lanpulse for example, any free one does, for the window is the one who must know it. Where a server keeps its data in
 * the same directory already, no second one is started.
 * @returns what can be shown, as soon as its page can be loaded
 * @throws Fault `data_dir_taken` where that server cannot be reached, or as `startMonitor`
 */
export async function startServer(settings: LoadedSettings, options: Options): Promise<ShownServer> {
  try {
    return await listening(settings, options);
  } catch (caught) {
    if (!(caught instanceof Fault)) throw caught;
    const { config } = settings;
    if (caught.code === 'port_taken' && config.port !== 0) {
      return startServer(onAnyFreePort(settings), options);
    }
    const other = caught.code === 'data_dir_taken' ? await runningServer(config.dataDir) : null;
    if (other === null) throw caught;
    return { ...other, own: null };
  }
}

/** Starts it, and returns when it listens. */
function listening(settings: LoadedSettings, options: Options): Promise<ShownServer> {
  return new Promise((resolve, reject) => {
    const own: Promise<Monitor> = startMonitor(settings, {
      ...options,
      onListening(url) {
        resolve({ url, own, token: () => options.windowToken, fingerprint: () => null });
        return options.windowFirst;
      },
    });
    // What fails after that is for those who wait for it to be complete.
    own.catch(reject);
  });
}
