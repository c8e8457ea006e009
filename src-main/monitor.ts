import { randomBytes } from 'node:crypto';
import { toWireDefinition } from '../src-shared/metrics/definition.ts';
import { metrics } from '../src-shared/metrics/registry.ts';
import type { AlertEvent } from '../src-shared/protocol/alerts.ts';
import type { AccessRules } from './access/principal.ts';
import { openAlerting } from './alerts/alerting.ts';
import { systemClock } from './clock.ts';
import { openCollector } from './collect/collector.ts';
import { readHost } from './collect/host.ts';
import type { Config } from './config/config.ts';
import { makeDataDir } from './config/data-dir.ts';
import { allCommands } from './control/all-commands.ts';
import { createControlUpgrades } from './control/upgrade.ts';
import { openKeeping } from './history/keeping.ts';
import { lockDataDir } from './history/lock.ts';
import { allRoutes } from './http/all-routes.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import type { Details } from './http/routes/info.ts';
import type { Log } from './log.ts';
import { openNotes } from './notes/note-store.ts';
import { createOwnFigures } from './own-figures.ts';
import { createHub } from './stream/hub.ts';
import { version } from './version.ts';

/** What the entry points bring. */
export interface MonitorOptions {
  readonly log: Log;
  /** Folder of the built page. */
  readonly pageRoot: string;
  /** Secret that the desktop window adds to its requests. Default: there is no window. */
  readonly windowToken?: string;
  /** Told of each transition, acknowledgement and snooze. Default: nobody but the viewers. */
  readonly onAlerts?: (events: readonly AlertEvent[]) => void;
}

/** A running server. */
export interface Monitor {
  /** Address of the dashboard, `http://127.0.0.1:4780`. */
  readonly url: string;
  /** Stops notifying about an alert until a moment, ms since the epoch; see `AlertDesk.snooze`. */
  snooze(series: string, instance: string, untilMs: number): Promise<void>;
  /** Says `bye`, ends every connection and stops collecting. */
  stop(): Promise<void>;
}

/**
 * Builds the parts and joins them: collector -> history, alerts and hub -> transports, commands -> rules, notes, alerts
 * and hub.
 * @throws Fault `data_dir_taken`, `port_taken` or `start_failed`
 */
export async function startMonitor(
  config: Config,
  { log, pageRoot, windowToken, onAlerts }: MonitorOptions,
): Promise<Monitor> {
  const clock = systemClock;
  makeDataDir(config.dataDir);
  const lock = lockDataDir(config.dataDir);

  const host = await readHost();
  const collector = await openCollector({
    environment: {
      platform: process.platform,
      procRoot: '/proc',
      sysRoot: '/sys',
      passwdFile: '/etc/passwd',
      self: { viewers: () => hub.presence().viewers },
    },
    clock,
    everyMs: config.interval,
    report: (fault) => {
      log.warn({ err: fault }, 'a metric cannot be read');
    },
  });
  const definitions = Object.values(metrics).map(toWireDefinition);
  const { unsupported } = collector;
  const hub = createHub({
    epoch: Date.now().toString(36) + randomBytes(2).toString('hex'),
    host: () => host.name,
    clock,
    serverIntervalMs: () => config.interval,
    hello: () => ({
      version,
      host,
      definitions,
      unsupported,
      rules: desk.rules.current(),
      alerts: desk.news(),
      history: keeping.status(),
    }),
    history: () => keeping.notice(),
    onDemand: (metric, everyMs) => {
      collector.watch(metric, everyMs);
    },
  });

  const keeping = openKeeping({
    isOn: config.history === 'on',
    dataDir: config.dataDir,
    capBytes: config.historyCap,
    keepMs: [config.history1s, config.history10s, config.history1m, config.history15m],
    clock,
    everyMs: config.interval,
    log,
    onChange: () => {
      hub.historyChanged();
    },
  });
  const alerting = await openAlerting({
    dataDir: config.dataDir,
    clock,
    log,
    host: host.name,
    everyMs: config.interval,
    stored: keeping.history,
    onRules: (changed) => {
      hub.publishStored('rules', changed);
    },
    onEvents: (events) => {
      for (const event of events) hub.publishStored('alert', event);
      onAlerts?.(events);
    },
  });
  const { desk } = alerting;
  const notes = await openNotes({
    dataDir: config.dataDir,
    clock,
    log,
    onChange: (note) => {
      hub.publishStored('note', note);
    },
  });

  const commands = allCommands({ clock, hub, alerting, notes });
  const rules: AccessRules = { loopbackRole: config.loopbackRole, windowToken: windowToken ?? null };
  const control = createControlUpgrades(commands, rules, clock, log);
  const figures = createOwnFigures({ clock, hub, control, keeping });
  const info = (): Details => ({
    host,
    transports: ['sse', 'poll', 'ws', 'post'],
    intervalMs: config.interval,
    metrics: { definitions, unsupported },
  });
  const ownFigures = () => figures.read();
  const routes = allRoutes({ clock, log, hub, commands, desk, notes, keeping, info, figures: ownFigures });
  const app = createApp(routes, pageRoot, rules, log);
  const quiet = () => Promise.all([collector.stop(), hub.close('shutdown'), control.close(), alerting.close()]);
  const letGo = () => {
    keeping.close();
    lock.release();
  };
  const listener = await listen(app, control, config.host, config.port).catch(async (caught: unknown) => {
    // The desktop app tries another port in the same process: nothing of this try may go on.
    await quiet();
    letGo();
    throw caught;
  });
  await lock.announce(listener.url).catch((cause: unknown) => {
    log.warn({ err: cause }, 'a desktop app that finds this server running cannot be told its address');
  });

  collector.start({
    onSample: (sample) => {
      figures.see(sample.values);
      // Kept before it is told, so that whoever missed what was told finds it kept.
      keeping.append(sample.t, sample.values);
      hub.publishSample(sample.t, sample.values);
      desk.sample(sample);
    },
    onGap: (gap) => {
      log.info(gap, 'the clock jumped or the machine slept');
      keeping.gap(gap.from, gap.to);
      hub.announce('gap', gap);
      desk.gap(gap.to);
    },
  });

  return {
    url: listener.url,
    snooze: async (series, instance, untilMs) => {
      await desk.snooze(series, instance, untilMs);
    },
    stop: async () => {
      await quiet();
      await listener.close();
      letGo();
    },
  };
}
