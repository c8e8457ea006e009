import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { FilterPlan } from '../../src-shared/protocol/filter-plan.ts';

/** Knows who needs the metrics that are read more often while somebody watches. */
export interface Demand {
  /** A viewer with this filter is there. */
  add(plan: FilterPlan): void;
  /** It is gone, or has another filter. */
  remove(plan: FilterPlan): void;
}

/** Stands for viewers that take every sample. */
const everySample = 0;

/**
 * Counts viewers by the interval at which they take each such metric.
 * @param tell called on change only: the shortest interval in ms, `null` when nobody needs the metric
 */
export function createDemand(
  serverIntervalMs: () => number,
  tell: (metric: MetricId, everyMs: number | null) => void,
): Demand {
  const viewersByInterval = new Map<MetricId, Map<number, number>>();
  const told = new Map<MetricId, number | null>();

  function count(plan: FilterPlan, change: 1 | -1): void {
    for (const { id, definition } of plan.metrics) {
      if (definition.unwatchedEveryMs === undefined) continue;
      const counts = viewersByInterval.get(id) ?? new Map<number, number>();
      viewersByInterval.set(id, counts);
      const interval = plan.windowMs ?? everySample;
      const viewers = (counts.get(interval) ?? 0) + change;
      if (viewers > 0) counts.set(interval, viewers);
      else counts.delete(interval);
      report(id, counts);
    }
  }

  function report(id: MetricId, counts: ReadonlyMap<number, number>): void {
    let shortest: number | null = null;
    for (const interval of counts.keys()) shortest = shortest === null ? interval : Math.min(shortest, interval);
    const everyMs = shortest === everySample ? serverIntervalMs() : shortest;
    if (everyMs === (told.get(id) ?? null)) return;
    told.set(id, everyMs);
    tell(id, everyMs);
  }

  return {
    add: (plan) => {
      count(plan, 1);
    },
    remove: (plan) => {
      count(plan, -1);
    },
  };
}
