import type { AlertEvent } from '../../src-shared/protocol/alerts.ts';
import { openAlerts, type AlertDesk, type AlertsOptions } from './alerts.ts';
import { createNotifier, type Notifier } from './notify/notifier.ts';
import type { Resolve } from './notify/post.ts';
import { openTargets, type TargetStore } from './notify/targets.ts';

/** Everything about alerts: what fires, and who is told. */
export interface Alerting {
  readonly desk: AlertDesk;
  readonly targets: TargetStore;
  readonly notifier: Notifier;
  /** Ends sending and writes what still waits. */
  close(): Promise<void>;
}

/** What {@link openAlerts} needs, and how names are resolved; default: as the system does. */
export interface AlertingOptions extends AlertsOptions {
  readonly resolve?: Resolve;
  /** False while nobody is to be notified. Default: always. */
  readonly mayNotify?: () => boolean;
}

/** Opens rules, log and targets in the data directory, and joins them. */
export async function openAlerting(options: AlertingOptions): Promise<Alerting> {
  const targets = await openTargets({
    ...options,
    onChange: () => {
      notifier.targetsChanged();
    },
  });
  const notifier = createNotifier({
    ...options,
    targets: () => (options.mayNotify?.() === false ? [] : targets.all()),
    find: (series, instance) => desk.find(series, instance),
  });
  const desk = await openAlerts({
    ...options,
    onEvents: (events: readonly AlertEvent[]) => {
      options.onEvents(events);
      notifier.push(events);
    },
  });
  return {
    desk,
    targets,
    notifier,
    async close() {
      notifier.close();
      await desk.close();
    },
  };
}
