import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { toWireDefinition } from '../src-shared/metrics/definition.ts';
import { metrics } from '../src-shared/metrics/registry.ts';
import { openAccess } from './access/access.ts';
import { trustProxies } from './access/trusted-proxies.ts';
import { openAlerting } from './alerts/alerting.ts';
import { applySettings, keepingChoice } from './apply-settings.ts';
import { systemClock } from './clock.ts';
import { openCollector } from './collect/collector.ts';
import { readHost } from './collect/host.ts';
import { thisMachine } from './collect/this-machine.ts';
import type { LoadedSettings } from './config/load-config.ts';
import { makeDataDir } from './config/data-dir.ts';
import { boundsOf } from './config/limit-settings.ts';
import { allCommands } from './control/all-commands.ts';
import { createGlance } from './glance.ts';
import { openKeeping } from './history/keeping.ts';
import { lockDataDir } from './history/lock.ts';
import { allRoutes } from './http/all-routes.ts';
import type { Details } from './http/routes/info.ts';
import { createLimits } from './limits/limits.ts';
import type { Monitor, MonitorOptions } from './monitor-options.ts';
import { openNotes } from './notes/note-store.ts';
import { createOpenMetrics } from './open-metrics/open-metrics.ts';
import { createOwnFigures } from './own-figures.ts';
import { openServing } from './serving.ts';
import { openSettings } from './settings/settings.ts';
import { takeOverSwitch } from './settings/take-over-switch.ts';
import { createHub, type Hub } from './stream/hub.ts';
import { version } from './version.ts';

/**
 * Builds the parts and joins them: collector -> history, alerts and hub -> transports, commands -> rules, notes, alerts
 * and hub.
 * @throws Fault `data_dir_taken`, `port_taken` or `start_failed`
 */
export async function startMonitor(loaded: LoadedSettings, options: MonitorOptions): Promise<Monitor> {
  const { log, clock = systemClock, pageRoot, windowToken, onListening, onAlerts, onSettings } = options;
  const { surroundings = { isDesktop: false } } = options;
  /** What applies at the start; the rest is asked for each time. */
  const { config } = loaded;
  makeDataDir(config.dataDir);
  const lock = lockDataDir(config.dataDir);

  const settings = openSettings({ loaded, clock, log, ...surroundings });
  await takeOverSwitch({ dataDir: config.dataDir, settings, clock, log });
  const isTrustedProxy = trustProxies(config.trustedProxies);
  const limits = createLimits({ bounds: boundsOf(config), clock, log, isTrustedProxy });
  const host = await readHost();
  const definitions = Object.values(metrics).map(toWireDefinition);
  /** Before it is there nobody can watch, and the list of sessions may ask already. */
  let watched: Pick<Hub, 'isWatching' | 'endOwner' | 'presenceChanged'> | null = null;
  const isWatching = (owner: string) => watched?.isWatching(owner) === true || control.isOpen(owner);
  const access = await openAccess({
    dataDir: config.dataDir,
    clock,
    log,
    loopbackRole: config.loopbackRole,
    windowToken: windowToken ?? null,
    hostNames: config.hostNames,
    needsSession: () => serving.needsSession(),
    pairingTries: limits.bounds('pairingTries').most,
    isWatching,
    onEnd: (owner, why) => {
      void watched?.endOwner(owner, why === 'revoked' ? why : null);
      void control.endOwner(owner, why);
    },
    onLocked: () => {
      watched?.presenceChanged();
    },
  });
  const serving = await openServing({
    config,
    settings,
    clock,
    log,
    pageRoot,
    access,
    limits,
    isTrustedProxy,
    commands: () => commands,
  });
  const { control, sharing } = serving;
  const letGo = () => {
    settings.close();
    lock.release();
  };
  const url = await serving.listen().catch(async (caught: unknown) => {
    // The desktop app tries another port in the same process: nothing of this try may go on.
    await Promise.all([serving.quiet(), access.close()]);
    await serving.close();
    letGo();
    throw caught;
  });
  // From here on the page loads while the rest is made ready, which lets whoever waits for the address go on first.
  await onListening?.(url);

  const collector = await openCollector({
    environment: thisMachine({
      get commands() {
        return settings.config().commands;
      },
      self: { viewers: () => hub.presence().viewers },
    }),
    clock,
    everyMs: config.interval,
    report: (fault) => {
      log.warn({ err: fault }, 'a metric cannot be read');
    },
  });
  // All at once from here to the history: what it tells everybody after a while is asked of that.
  const hub = createHub({
    epoch: Date.now().toString(36) + randomBytes(2).toString('hex'),
    host: () => host.name,
    clock,
    serverIntervalMs: () => settings.config().interval,
    ringBytes: config.replayCap,
    hello: () => ({
      version,
      host,
      definitions,
      unsupported: collector.unsupported,
      rules: desk.rules.current(),
      alerts: desk.news(),
      history: keeping.status(),
      theme: settings.config().theme,
      settings: settings.revision(),
    }),
    settings: () => {
      const { interval: intervalMs, theme } = settings.config();
      return { intervalMs, theme, settings: settings.revision() };
    },
    history: () => keeping.notice(),
    nameOf: (owner) => access.nameOf(owner),
    pairingLock: () => access.pairing.lockState(),
    onDemand: (metric, everyMs) => {
      collector.watch(metric, everyMs);
    },
    fast: { metrics: () => collector.fast(), toViewers: () => settings.config().viewerFocus },
    onFast: (fast) => {
      collector.readFast(fast);
    },
    complete: (metric, value) => {
      collector.complete(metric, value);
    },
  });

  watched = hub;
  const keeping = openKeeping({
    ...keepingChoice(config),
    dataDir: config.dataDir,
    clock,
    log,
    onChange: () => {
      hub.presenceChanged();
    },
  });
  const alerting = await openAlerting({
    dataDir: config.dataDir,
    clock,
    log,
    host: host.name,
    everyMs: config.interval,
    stored: keeping.history,
    mayNotify: () => settings.config().notifications,
    onRules: (changed) => {
      hub.publishStored('rules', changed);
    },
    onEvents: (events) => {
      for (const event of events) hub.publishStored('alert', event);
      if (settings.config().notifications) onAlerts?.(events);
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

  const commands = allCommands({
    clock,
    hub,
    alerting,
    notes,
    sessions: access.sessions,
    settings,
    switchSharing: (change) => sharing.change(change),
  });
  const figures = createOwnFigures({ clock, hub, control, keeping, refusals: limits.refusals });
  const glance = createGlance({ host: host.name, clock, desk, sharing });
  const openMetrics = createOpenMetrics({
    clock,
    everyMs: config.interval,
    host,
    version,
    alerts: () => desk.all().states,
    figures: () => figures.read(),
  });
  const info = (): Details => ({
    host,
    transports: ['sse', 'poll', 'ws', 'post'],
    intervalMs: settings.config().interval,
    metrics: { definitions, unsupported: collector.unsupported },
  });
  const routes = allRoutes({
    clock,
    log,
    hub,
    commands,
    desk,
    notes,
    keeping,
    settings,
    sharing,
    access,
    isWatching,
    openMetrics,
    info,
    figures: () => figures.read(),
  });
  const quiet = () =>
    Promise.all([collector.stop(), hub.close('shutdown'), serving.quiet(), alerting.close(), access.close()]);
  await serving.start(routes);
  const parts = { log, collector, hub, keeping, desk, notifier: alerting.notifier, openMetrics, sharing };
  settings.onChange((now, changed) => {
    applySettings(parts, now, changed);
    onSettings?.(now, changed);
  });
  const certificate = resolve(config.tlsCert ?? join(config.dataDir, 'tls', 'certificate.pem'));
  const shown = url.startsWith('https:') ? { certificate } : {};
  await lock.announce({ url, token: access.ownerToken, ...shown }).catch((cause: unknown) => {
    log.warn({ err: cause }, 'a desktop app that finds this server running cannot be told its address');
  });

  collector.start({
    onSample: (sample) => {
      log.debug({ t: sample.t }, 'a tick was read');
      figures.see(sample.values);
      glance.see(sample.values);
      // Kept before it is told, so that whoever missed what was told finds it kept.
      keeping.append(sample.t, sample.values);
      hub.publishSample(sample.t, sample.values);
      desk.sample(sample);
      openMetrics.sample(sample.t, sample.values);
    },
    onFast: ({ t, everyMs, values }) => {
      hub.publishFast(t, everyMs, values);
    },
    onGap: (gap) => {
      log.info(gap, 'the clock jumped or the machine slept');
      keeping.gap(gap.from, gap.to);
      hub.announce('gap', gap);
      desk.gap(gap.to);
      openMetrics.gap();
    },
  });

  return {
    url,
    localLink: access.localLink(url),
    settings,
    snooze: async (series, instance, untilMs) => {
      await desk.snooze(series, instance, untilMs);
    },
    glance: () => glance.read(),
    stop: async () => {
      await quiet();
      await serving.close();
      keeping.close();
      letGo();
    },
  };
}
