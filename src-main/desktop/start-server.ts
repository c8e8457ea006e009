import { Fault } from '../../src-shared/fault.ts';
import type { Config } from '../config/config.ts';
import { startMonitor, type Monitor, type MonitorOptions } from '../monitor.ts';

/**
 * Starts the server inside the desktop app. The configured port is a wish here: where it is taken, by a headless
 * Lanpulse for example, any free one does, for the window is the one who must know it.
 */
export async function startServer(config: Config, options: MonitorOptions): Promise<Monitor> {
  try {
    return await startMonitor(config, options);
  } catch (caught) {
    if (!(caught instanceof Fault) || caught.code !== 'port_taken') throw caught;
    return await startMonitor({ ...config, port: 0 }, options);
  }
}
