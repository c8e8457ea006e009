import { firesWords, seriesName } from '../src-shared/alert-words.ts';
import type { MetricValues } from '../src-shared/metrics/registry.ts';
import { isFiring, type AlertStatus } from '../src-shared/protocol/alerts.ts';
import type { Sharing } from '../src-shared/protocol/sharing.ts';
import type { Clock } from './clock.ts';

/** What is worth a glance from outside the page: a small icon and its words tell no more. */
export interface Glance {
  readonly host: string;
  /** Of all cores, percent; `null` where it could not be read. */
  readonly cpu: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  /** The worst that fires and is not snoozed. */
  readonly level: 'ok' | 'warn' | 'critical';
  /** That in words: `CPU average above 75 % for 30 s`; `null` while nothing fires. */
  readonly worst: string | null;
  readonly sharing: Pick<Sharing, 'on' | 'settable'>;
}

/** The parts that are looked at. */
export interface GlanceParts {
  readonly host: string;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly desk: { readonly news: () => readonly AlertStatus[] };
  readonly sharing: { readonly status: () => Pick<Sharing, 'on' | 'settable'> };
}

/** What is read of a sample. */
interface SeenValues {
  readonly cpu?: Pick<MetricValues['cpu'], 'total'> | undefined;
  readonly memory?: Pick<MetricValues['memory'], 'used' | 'total'> | undefined;
}

/** Keeps the newest values of what {@link Glance} tells. */
export function createGlance({ host, clock, desk, sharing }: GlanceParts) {
  let cpu: number | null = null;
  let memory: NonNullable<SeenValues['memory']> = { used: null, total: null };
  return {
    see(values: Readonly<Partial<MetricValues>> | SeenValues): void {
      if (values.cpu !== undefined) cpu = values.cpu.total;
      memory = values.memory ?? memory;
    },
    read(): Glance {
      const { on, settable } = sharing.status();
      return {
        host,
        cpu,
        memoryUsedBytes: memory.used,
        memoryTotalBytes: memory.total,
        ...worstOf(desk.news(), clock.wallMs()),
        sharing: { on, settable },
      };
    },
  };
}

/** The worst of what fires and is not snoozed. */
function worstOf(states: readonly AlertStatus[], nowMs: number): Pick<Glance, 'level' | 'worst'> {
  const firing = states.filter(({ state, snoozedUntil = 0 }) => isFiring(state) && snoozedUntil <= nowMs);
  const first = firing.find(({ state }) => state === 'critical') ?? firing[0];
  if (first === undefined || !isFiring(first.state)) return { level: 'ok', worst: null };
  const { series, instance, rule, state } = first;
  return { level: state, worst: `${seriesName(series, instance)} ${firesWords(rule, state)}` };
}
