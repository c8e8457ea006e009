import { join } from 'node:path';
import { app, dialog, Menu, session, type BrowserWindow } from 'electron';
import { toFault } from '../src-shared/fault.ts';
import { readCommandLine } from './config/command-line.ts';
import { makeDataDir } from './config/data-dir.ts';
import { desktopOptions } from './config/desktop-options.ts';
import { loadConfig } from './config/load-config.ts';
import { lockDown } from './desktop/lock-down.ts';
import { createNotifications } from './desktop/notifications.ts';
import { quitAfter } from './desktop/quit.ts';
import { startServer } from './desktop/start-server.ts';
import { openWindow } from './desktop/window.ts';
import { createWindowToken, sendWindowToken } from './desktop/window-token.ts';
import { openLog } from './log.ts';
import type { Monitor } from './monitor.ts';

const options = desktopOptions(process.argv);
let monitor: Monitor | undefined;
let window: BrowserWindow | undefined;

async function start(): Promise<void> {
  const request = readCommandLine(['serve', ...options]);
  if (request.kind === 'text') {
    process.stdout.write(request.text);
    app.exit(0);
    return;
  }
  const config = loadConfig(request.args, process.env, process.platform);
  const windowData = join(config.dataDir, 'window');
  makeDataDir(windowData);
  app.setPath('userData', windowData);
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  app.on('second-instance', showWindow);

  const windowToken = createWindowToken();
  const pageRoot = join(app.getAppPath(), 'out', 'renderer');
  const log = openLog(config.logLevel);
  const notifications = createNotifications({
    log,
    snooze: async (series, instance, untilMs) => monitor?.snooze(series, instance, untilMs),
    open: showWindow,
  });
  const server = startServer(config, { log, pageRoot, windowToken, onAlerts: notifications.push });
  const [{ url, own }] = await Promise.all([server, app.whenReady()]);
  monitor = own ?? undefined;
  // While developing, the page comes from its own server with hot reload, which passes on what it does not know.
  const pageUrl = app.isPackaged || own === null ? url : (process.env.ELECTRON_RENDERER_URL ?? url);
  if (app.isPackaged && process.platform !== 'darwin') Menu.setApplicationMenu(null);
  // The token opens the app's own server, and is nobody else's business.
  if (own !== null) sendWindowToken(session.defaultSession, url, windowToken);
  lockDown(session.defaultSession, pageUrl);
  window = await openWindow(pageUrl, session.defaultSession);
}

function showWindow(): void {
  if (window?.isMinimized() === true) window.restore();
  window?.show();
  window?.focus();
}

async function fail(caught: unknown): Promise<void> {
  const fault = toFault(caught, 'start_failed', `Lanpulse could not start: ${String(caught)}`);
  process.stderr.write(`lanpulse: ${fault.message}\n`);
  // Who typed options reads the line above; a box would only keep the terminal waiting.
  if (options.length === 0) {
    await app.whenReady();
    dialog.showErrorBox('Lanpulse could not start', fault.message);
  }
  app.exit(fault.code === 'bad_option' ? 2 : 1);
}

app.setName('Lanpulse');
quitAfter(async () => {
  await monitor?.stop();
});
// Not awaited: Electron becomes ready only after this module has run to its end.
start().catch(fail);
