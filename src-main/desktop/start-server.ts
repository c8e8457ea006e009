import { Fault } from '../../src-shared/fault.ts';
import type { Config } from '../config/config.ts';
import { startMonitor, type Monitor, type MonitorOptions } from '../monitor.ts';
import { runningServer } from './running-server.ts';

/** What the window shows: the app's own server, or one that runs on the same data directory already. */
export interface ShownServer {
  /** Address of the dashboard. */
  readonly url: string;
  /** `null` where the server is another program's. */
  readonly own: Monitor | null;
}

/**
 * Starts the server inside the desktop app. The configured port is a wish here: where it is taken, by a headless
 * Lanpulse for example, any free one does, for the window is the one who must know it. Where a server keeps its data in
 * the same directory already, no second one is started.
 * @throws Fault `data_dir_taken` where that server cannot be reached or wants a session, or as `startMonitor`
 */
export async function startServer(config: Config, options: MonitorOptions): Promise<ShownServer> {
  try {
    const own = await startMonitor(config, options);
    return { url: own.url, own };
  } catch (caught) {
    if (!(caught instanceof Fault)) throw caught;
    if (caught.code === 'port_taken' && config.port !== 0) return startServer({ ...config, port: 0 }, options);
    const url = caught.code === 'data_dir_taken' ? await runningServer(config.dataDir) : null;
    if (url === null) throw caught;
    return { url, own: null };
  }
}
