/**
 * A server as the desktop app starts it, with a token for its window, without the desktop: prints its address, writes its
 * log to stderr, ends at SIGTERM. Settings come from the environment, as for `serve`.
 */
import { inProject } from '../../build/project.ts';
import { loadSettings } from '../../src-main/config/load-config.ts';
import { openLog } from '../../src-main/log.ts';
import { startMonitor } from '../../src-main/monitor.ts';

const settings = loadSettings({}, process.env, process.platform);
const monitor = await startMonitor(settings, {
  log: openLog(settings.config.logLevel),
  pageRoot: inProject('out', 'renderer'),
  windowToken: process.env.WINDOW_TOKEN ?? '',
});
process.on('SIGTERM', () => {
  void monitor.stop().then(() => process.exit(0));
});
process.stdout.write(`${monitor.url}\n`);
