import type { MetricValues } from '../src-shared/metrics/registry.ts';
import type { ServerFigures } from '../src-shared/protocol/info.ts';
import type { Clock } from './clock.ts';
import type { ControlUpgrades } from './control/upgrade.ts';
import type { Keeping } from './history/keeping.ts';
import type { Refusals } from './limits/refusals.ts';
import type { Hub } from './stream/hub.ts';

/** The server's own figures since its start. */
export interface OwnFigures {
  /** Takes what a sample says of the server itself. */
  see(values: Readonly<Partial<MetricValues>>): void;
  read(): ServerFigures;
}

/** Parts that count something. */
export interface CountingParts {
  readonly clock: Clock;
  readonly hub: Pick<Hub, 'figures'>;
  readonly control: Pick<ControlUpgrades, 'count'>;
  readonly keeping: Pick<Keeping, 'status'>;
  readonly refusals: Pick<Refusals, 'figures'>;
}

/** Joins the figures of the parts; counts from now on. */
export function createOwnFigures({ clock, hub, control, keeping, refusals }: CountingParts): OwnFigures {
  const startedMs = clock.monotonicMs();
  let own: MetricValues['self'] | undefined;
  return {
    see(values) {
      own = values.self ?? own;
    },
    read() {
      const { connections, viewers, eventsSent, bytesSent, drops, replays } = hub.figures();
      return {
        upMs: Math.round(clock.monotonicMs() - startedMs),
        connections: { ...connections, ws: control.count() },
        viewers,
        eventsSent,
        bytesSent,
        drops,
        replays,
        refused: refusals.figures(),
        lag: own?.lag ?? null,
        cpu: own?.cpu ?? null,
        memory: own?.memory ?? null,
        history: keeping.status(),
      };
    },
  };
}
