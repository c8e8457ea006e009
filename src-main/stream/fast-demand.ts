import { type MetricId, metricIds } from '../../src-shared/metrics/registry.ts';
import type { Clock } from '../clock.ts';
import type { Viewer } from './viewer.ts';

/** A viewer that comes back within this time finds its fast series going on; nothing is read for long for nobody. */
const graceMs = 5_000;

/** Knows which metrics somebody wants to have read faster, and is there to see. */
export interface FastDemand {
  /** A viewer has come, or has another filter. */
  readonly update: (viewer: Viewer) => void;
  /** It is forgotten. */
  readonly remove: (viewer: Viewer) => void;
  /** Somebody may have come or gone. */
  readonly check: () => void;
}

/** @param tell called on change only, with all metrics that are wanted */
export function createFastDemand(clock: Clock, tell: (metrics: readonly MetricId[]) => void): FastDemand {
  const asking = new Set<Viewer>();
  let told: readonly MetricId[] = [];

  function isThere({ streams, heldPolls, lastSeenMs }: Viewer): boolean {
    return streams > 0 || heldPolls > 0 || clock.monotonicMs() - lastSeenMs <= graceMs;
  }

  function check(): void {
    if (asking.size === 0 && told.length === 0) return;
    const wanted = new Set([...asking].filter(isThere).flatMap(({ plan }) => plan.fast.map(({ id }) => id)));
    if (wanted.size === told.length && told.every((id) => wanted.has(id))) return;
    told = metricIds.filter((id) => wanted.has(id));
    tell(told);
  }

  return {
    update(viewer) {
      if (viewer.plan.fast.length > 0) asking.add(viewer);
      else asking.delete(viewer);
      check();
    },
    remove(viewer) {
      if (asking.delete(viewer)) check();
    },
    check,
  };
}
