import { randomBytes } from 'node:crypto';
import { toWireDefinition } from '../src-shared/metrics/definition.ts';
import { metrics, type MetricValues } from '../src-shared/metrics/registry.ts';
import type { AlertEvent } from '../src-shared/protocol/alerts.ts';
import type { ServerFigures } from '../src-shared/protocol/info.ts';
import type { AccessRules } from './access/principal.ts';
import { openAlerting } from './alerts/alerting.ts';
import { systemClock } from './clock.ts';
import { openCollector } from './collect/collector.ts';
import { readHost } from './collect/host.ts';
import type { Config } from './config/config.ts';
import { makeDataDir } from './config/data-dir.ts';
import { createAlertCommands } from './control/alert-commands.ts';
import type { CommandTable } from './control/command.ts';
import { createFilterSet } from './control/filter-set.ts';
import { createNoteCommands } from './control/note-commands.ts';
import { createNotifyCommands } from './control/notify-commands.ts';
import { createPing } from './control/ping.ts';
import { createThresholdCommands } from './control/threshold-commands.ts';
import { createControlUpgrades } from './control/upgrade.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { createAlerts } from './http/routes/alerts.ts';
import { createCommands } from './http/routes/commands.ts';
import { createEvents } from './http/routes/events.ts';
import { health } from './http/routes/health.ts';
import { createInfo } from './http/routes/info.ts';
import { createNotes } from './http/routes/notes.ts';
import { createPoll } from './http/routes/poll.ts';
import { createRules } from './http/routes/rules.ts';
import { createServerFigures } from './http/routes/server-figures.ts';
import type { Log } from './log.ts';
import { openNotes } from './notes/note-store.ts';
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
 * Builds the parts and joins them: collector -> alerts and hub -> transports, commands -> rules, alerts and hub.
 * @throws Fault `port_taken` or `start_failed`
 */
export async function startMonitor(
  config: Config,
  { log, pageRoot, windowToken, onAlerts }: MonitorOptions,
): Promise<Monitor> {
  const clock = systemClock;
  const startedMs = clock.monotonicMs();
  makeDataDir(config.dataDir);

  let own: MetricValues['self'] | undefined;
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
    }),
    onDemand: (metric, everyMs) => {
      collector.watch(metric, everyMs);
    },
  });

  const alerting = await openAlerting({
    dataDir: config.dataDir,
    clock,
    log,
    host: host.name,
    everyMs: config.interval,
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

  const commands: CommandTable = new Map([
    ['ping', createPing(clock)],
    [
      'filter.set',
      createFilterSet((id, owner, filter) => {
        const viewer = hub.viewers.find(id, owner);
        return viewer === undefined ? undefined : { ...hub.viewers.setFilter(viewer, filter) };
      }),
    ],
    ...createThresholdCommands(desk, clock),
    ...createAlertCommands(desk),
    ...createNoteCommands(notes, clock),
    ...createNotifyCommands(alerting.targets, alerting.notifier),
  ]);
  const rules: AccessRules = { loopbackRole: config.loopbackRole, windowToken: windowToken ?? null };
  const control = createControlUpgrades(commands, rules, clock, log);
  const figures = (): ServerFigures => {
    const { connections, viewers, eventsSent, bytesSent, drops, replays } = hub.figures();
    return {
      upMs: Math.round(clock.monotonicMs() - startedMs),
      connections: { ...connections, ws: control.count() },
      viewers,
      eventsSent,
      bytesSent,
      drops,
      replays,
      lag: own?.lag ?? null,
      cpu: own?.cpu ?? null,
      memory: own?.memory ?? null,
    };
  };
  const routes = [
    health,
    createInfo(() => ({
      host,
      transports: ['sse', 'poll', 'ws', 'post'],
      intervalMs: config.interval,
      metrics: { definitions, unsupported },
    })),
    createEvents(hub),
    createPoll(hub),
    createCommands(commands, log),
    createRules(() => desk.rules.current()),
    createAlerts(() => desk.all()),
    createNotes((from, to) => notes.range(from, to)),
    createServerFigures(figures),
  ];
  const app = createApp(routes, pageRoot, rules, log);
  const listener = await listen(app, control, config.host, config.port).catch(async (caught: unknown) => {
    // The desktop app tries another port in the same process: nothing of this try may go on.
    await Promise.all([collector.stop(), hub.close('shutdown'), alerting.close()]);
    throw caught;
  });

  collector.start({
    onSample: (sample) => {
      own = sample.values.self ?? own;
      hub.publishSample(sample.t, sample.values);
      desk.sample(sample);
    },
    onGap: (gap) => {
      log.info(gap, 'the clock jumped or the machine slept');
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
      await Promise.all([collector.stop(), hub.close('shutdown'), control.close(), alerting.close()]);
      await listener.close();
    },
  };
}
