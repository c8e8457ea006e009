import { join } from 'node:path';
import { app, dialog, Menu, session } from 'electron';
import { toFault } from '../src-shared/fault.ts';
import { systemClock } from './clock.ts';
import type { Request } from './config/command-line.ts';
import { makeDataDir } from './config/data-dir.ts';
import { desktopOptions, wantsHidden } from './config/desktop-options.ts';
import { loadSettings } from './config/load-config.ts';
import { createAutostart } from './desktop/autostart.ts';
import { openKeptShell } from './desktop/kept-shell.ts';
import { useKeptScripts } from './desktop/kept-scripts.ts';
import { lockDown } from './desktop/lock-down.ts';
import { createNotificationPause } from './desktop/notification-pause.ts';
import { createNotifications } from './desktop/notifications.ts';
import { openDesktop, type Desktop } from './desktop/open-desktop.ts';
import { openUpdates } from './desktop/open-updates.ts';
import { quitAfter } from './desktop/quit.ts';
import { reachServer, type Served } from './desktop/served.ts';
import { createShellSettings } from './desktop/shell-settings.ts';
import { startServer } from './desktop/start-server.ts';
import { findFeed } from './desktop/update-feed.ts';
import type { Updates } from './desktop/updates.ts';
import { createWindowToken, sendWindowToken } from './desktop/window-token.ts';
import { openLog } from './log.ts';
import type { Monitor } from './monitor-options.ts';

const options = desktopOptions(process.argv);
let monitor: Promise<Monitor> | null = null;
let served: Served | undefined;
let desktop: Desktop | undefined;
let updates: Updates | null = null;
/** Somebody has asked for the window before there was one. */
let isAwaited = false;
let letServerGoOn = (): void => undefined;
const windowFirst = new Promise<void>((resolve) => {
  letServerGoOn = resolve;
});

async function start(): Promise<void> {
  const request = await readOptions();
  if (request.kind === 'text') {
    process.stdout.write(request.text);
    app.exit(0);
    return;
  }
  const settings = loadSettings(request.args, process.env, process.platform);
  const { config } = settings;
  const windowData = join(config.dataDir, 'window');
  makeDataDir(windowData);
  app.setPath('userData', windowData);
  useKeptScripts(app.commandLine, windowData);
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  app.on('second-instance', (_event, argv) => {
    if (!wantsHidden(argv)) showWindow();
  });

  const windowToken = createWindowToken();
  const pageRoot = join(app.getAppPath(), 'out', 'renderer');
  const log = openLog(config.logLevel);
  const kept = await openKeptShell(windowData, log);
  const pause = createNotificationPause(systemClock, kept);
  const notifications = createNotifications({
    log,
    isPaused: () => pause.until() !== null,
    snooze: async (series, instance, untilMs) => served?.snooze(series, instance, untilMs),
    open: showWindow,
  });
  const autostart = createAutostart(process.platform, process.env, options);
  const startAtLoginIs = (on: boolean) =>
    autostart.set(on).catch((caught: unknown) => {
      log.error({ err: caught }, 'start at login could not be changed');
    });
  // Written anew, for the program may have moved; what another data directory wants is left alone.
  if (config.startAtLogin) void startAtLoginIs(true);
  const shell = createShellSettings(settings, ({ startAtLogin }, changed) => {
    if (changed.has('startAtLogin')) void startAtLoginIs(startAtLogin);
    if (changed.has('updates') || changed.has('updateChannel')) updates?.choiceChanged();
  });
  const { platform, env, resourcesPath: resources } = process;
  const feed = findFeed({ isPackaged: app.isPackaged, platform, env, resources });
  const server = startServer(settings, {
    log,
    pageRoot,
    windowToken,
    windowFirst,
    surroundings: { isDesktop: true, hasUpdates: feed !== null },
    onAlerts: notifications.push,
    onSettings: shell.take,
  });
  const [{ url, own, token, fingerprint }] = await Promise.all([server, app.whenReady()]);
  monitor = own;
  if (feed !== null) {
    updates = await openUpdates(feed, {
      clock: systemClock,
      log,
      platform,
      env,
      choice: () => ({ isOn: shell.now().updates, channel: shell.now().updateChannel }),
      quitThen,
      onMoved: autostart.moved,
    });
  }
  // While developing, the page comes from its own server with hot reload, which passes on what it does not know.
  const pageUrl = app.isPackaged || own === null ? url : (process.env.ELECTRON_RENDERER_URL ?? url);
  sendWindowToken(session.defaultSession, url, token);
  lockDown(session.defaultSession, pageUrl, fingerprint);
  served = reachServer({ url, own }, session.defaultSession, {
    hasUpdates: feed !== null,
    onAlerts: notifications.push,
    onSettings: shell.follow,
  });
  desktop = await openDesktop({
    pageUrl,
    session: session.defaultSession,
    folder: windowData,
    log,
    served,
    kept,
    pause,
    staysInTray: () => shell.now().closeToTray,
    updates,
    isHidden: wantsHidden(process.argv),
    isQuitting,
  });
  letServerGoOn();
  if (isAwaited) desktop.showWindow();
  await monitor;
  await desktop.loaded;
  served.follow();
}

/** What reads options is loaded where there are any: nearly nobody gives a desktop app some. */
async function readOptions(): Promise<Request> {
  if (options.length === 0) return { kind: 'serve', args: {} };
  const { readCommandLine } = await import('./config/command-line.ts');
  return readCommandLine(['serve', ...options]);
}

function showWindow(): void {
  if (desktop === undefined) isAwaited = true;
  else desktop.showWindow();
}

async function stop(): Promise<void> {
  updates?.close();
  await Promise.all([monitor?.then((complete) => complete.stop()), desktop?.settled()]);
}

async function fail(caught: unknown): Promise<void> {
  letServerGoOn();
  if (isQuitting()) return;
  const fault = toFault(caught, 'start_failed', `Lanpulse could not start: ${String(caught)}`);
  process.stderr.write(`lanpulse: ${fault.message}\n`);
  // What has started already keeps what it has; how its end goes changes nothing here.
  await Promise.allSettled([stop()]);
  // Who typed options reads the line above; a box would only keep the terminal waiting.
  if (options.length === 0) {
    await app.whenReady();
    dialog.showErrorBox('Lanpulse could not start', fault.message);
  }
  app.exit(fault.code === 'bad_option' ? 2 : 1);
}

app.setName('Lanpulse');
// Electron would make one of its own meanwhile, which ours takes the place of (desktop/app-menu.ts).
Menu.setApplicationMenu(null);
const { isQuitting, quitThen } = quitAfter(stop);
// Where the data lies, and whose they are, is settled before Electron is ready: nothing waits for the disk until then.
start().catch(fail);
