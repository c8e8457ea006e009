import type { AlertDesk } from './alerts/alerts.ts';
import type { Alerting } from './alerts/alerting.ts';
import type { Collector } from './collect/collector.ts';
import type { Config } from './config/config.ts';
import type { SettingKey } from './config/setting-table.ts';
import type { Keeping, KeepingChoice } from './history/keeping.ts';
import type { OwnLog } from './log.ts';
import type { OpenMetrics } from './open-metrics/open-metrics.ts';
import type { SharingSwitch } from './sharing/sharing-switch.ts';
import type { Hub } from './stream/hub.ts';

/** The parts that do otherwise when a setting changes. */
export interface SettableParts {
  readonly log: OwnLog;
  readonly collector: Pick<Collector, 'setEvery'>;
  readonly hub: Pick<Hub, 'filtersChanged' | 'setRingBytes' | 'forgetWritten' | 'presenceChanged'>;
  readonly keeping: Keeping;
  readonly desk: Pick<AlertDesk, 'retune'>;
  readonly notifier: Pick<Alerting['notifier'], 'targetsChanged'>;
  readonly openMetrics: Pick<OpenMetrics, 'retune'>;
  readonly sharing: Pick<SharingSwitch, 'followFile'>;
}

const ofKeeping = ['history', 'historyCap', 'history1s', 'history10s', 'history1m', 'history15m', 'interval'] as const;

/** What the settings say about keeping. */
export function keepingChoice(config: Config): KeepingChoice {
  const { history, historyCap, history1s, history10s, history1m, history15m, interval } = config;
  return {
    isOn: history,
    capBytes: historyCap,
    keepMs: [history1s, history10s, history1m, history15m],
    everyMs: interval,
  };
}

/** Puts changed settings in force; those that are asked for each time need nothing. */
export function applySettings(parts: SettableParts, config: Config, changed: ReadonlySet<SettingKey>): void {
  const { log, collector, hub, keeping, desk, notifier, openMetrics, sharing } = parts;
  if (changed.has('logLevel')) log.setLevel(config.logLevel);
  if (ofKeeping.some((key) => changed.has(key))) {
    keeping.change(keepingChoice(config));
    desk.retune(config.interval, keeping.history);
  }
  if (changed.has('interval')) {
    openMetrics.retune(config.interval);
    // Told before the first sample comes at the new interval: pages draw by it what is a hole.
    hub.filtersChanged();
    collector.setEvery(config.interval);
  }
  if (changed.has('viewerFocus')) hub.filtersChanged();
  if (changed.has('replayCap')) hub.setRingBytes(config.replayCap);
  if (changed.has('commands')) hub.forgetWritten();
  if (changed.has('notifications')) notifier.targetsChanged();
  if (changed.has('share') || changed.has('tls')) void followFile(sharing, log);
  hub.presenceChanged();
}

/** The switch itself has told its own changes: here it is told those that somebody wrote into the file. */
async function followFile(sharing: SettableParts['sharing'], log: OwnLog): Promise<void> {
  try {
    const now = await sharing.followFile();
    if (now !== null) log.audit({ what: 'sharing', by: null, outcome: 'ok', detail: { on: now.on, tls: now.tls } });
  } catch (caught) {
    log.error({ err: caught }, 'sharing could not be changed as the config file says');
    log.audit({ what: 'sharing', by: null, outcome: 'internal' });
  }
}
