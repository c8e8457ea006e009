import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { ReadValues } from '../../src-shared/metrics/readings.ts';
import { longestPeriodMs, visitReadings } from '../../src-shared/metrics/visit-readings.ts';
import { everyInstance } from '../../src-shared/protocol/rule.ts';
import type { Clock } from '../clock.ts';
import type { Family, FamilyValue } from './family.ts';
import { seriesFamilies } from './series-family.ts';

/** Periods after which a value is too old to be told. */
const stalePeriods = 3;
/** Time that a slow tick may take besides, ms. */
const graceMs = 2_000;
/** Time after which the counter of an instance that went away is forgotten, ms: containers bring a new name each. */
const forgetAfterMs = 3_600_000;
/** Instances of one series. */
const mostInstances = 2_048;

interface Held {
  value: number | null;
  /** The sum of a rate over time. */
  total: number;
  heardMs: number;
  staleAfterMs: number;
}

/** The newest reading of each series, and the sums of those that are rates. */
export interface Readings {
  /** Takes one tick; `t` in ms since the epoch. */
  readonly sample: (t: number, values: ReadValues) => void;
  /** Time was lost: nothing is known of it, and nothing is added up over it. */
  readonly gap: () => void;
  /** The server samples at another interval from now on, ms. */
  readonly retune: (everyMs: number) => void;
  /** One family for each series; what was not read, or too long ago, is in none. */
  families(): readonly Family[];
}

/** Begins with every sum at 0. `everyMs` is the server's own interval. */
export function createReadings(clock: Pick<Clock, 'monotonicMs'>, firstEveryMs: number): Readings {
  let everyMs = firstEveryMs;
  /** The longer one of two, until what was read at the old one has been followed by another reading. */
  let spacingMs = firstEveryMs;
  const held = new Map(seriesFamilies.map(({ series }) => [series, new Map<string, Held>()]));
  const isRate = new Set(seriesFamilies.filter(({ unit }) => unit.kind === 'rate').map(({ series }) => series));
  const readAt = new Map<MetricId, number>();
  let tidiedMs = clock.monotonicMs();

  /** Seconds since the last reading of a metric; 0 where that is unknown or too long ago. */
  function secondsSince(metric: MetricId, t: number): number {
    const elapsedMs = t - (readAt.get(metric) ?? t);
    return elapsedMs > 0 && elapsedMs <= stalePeriods * longestPeriodMs(metric, spacingMs) ? elapsedMs / 1_000 : 0;
  }

  function hold(metric: MetricId, series: string, instance: string): Held | undefined {
    const instances = held.get(series);
    const known = instances?.get(instance);
    const staleAfterMs = stalePeriods * longestPeriodMs(metric, everyMs) + graceMs;
    if (known !== undefined) known.staleAfterMs = staleAfterMs;
    if (known !== undefined || instances === undefined || instances.size >= mostInstances) return known;
    const fresh = { value: null, total: 0, heardMs: 0, staleAfterMs };
    instances.set(instance, fresh);
    return fresh;
  }

  function tidy(nowMs: number): void {
    if (nowMs - tidiedMs < graceMs) return;
    tidiedMs = nowMs;
    for (const instances of held.values()) {
      for (const [instance, { heardMs }] of instances) if (nowMs - heardMs > forgetAfterMs) instances.delete(instance);
    }
  }

  return {
    sample(t, values) {
      const nowMs = clock.monotonicMs();
      const read = new Set<MetricId>();
      visitReadings(values, (metric, series, instance, value) => {
        const one = hold(metric, series, instance);
        read.add(metric);
        if (one === undefined) return;
        one.value = value;
        one.heardMs = nowMs;
        if (value !== null && isRate.has(series)) one.total += value * secondsSince(metric, t);
      });
      for (const metric of read) readAt.set(metric, t);
      spacingMs = everyMs;
      tidy(nowMs);
    },
    retune(next) {
      spacingMs = Math.max(spacingMs, next);
      everyMs = next;
      for (const instances of held.values())
        for (const one of instances.values()) one.staleAfterMs += stalePeriods * next;
    },
    gap() {
      readAt.clear();
      for (const instances of held.values()) for (const one of instances.values()) one.value = null;
    },
    families() {
      const nowMs = clock.monotonicMs();
      return seriesFamilies.map(({ series, unit, ...family }) => {
        const [label] = family.labels;
        const values = [...(held.get(series) ?? [])].flatMap(([instance, one]): FamilyValue[] => {
          if (one.value === null || nowMs - one.heardMs > one.staleAfterMs) return [];
          const labels = label === undefined || instance === everyInstance ? {} : { [label]: instance };
          // Counters count whole things; what is left of one is told when it is whole.
          return [{ labels, value: unit.kind === 'rate' ? Math.floor(one.total) : unit.convert(one.value) }];
        });
        return { ...family, values };
      });
    },
  };
}
