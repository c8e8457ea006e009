import { definitionOf, metricIds, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { PageSample } from '../link/incoming.ts';
import { createMetricPoints, type MetricPoints } from './metric-points.ts';

/** The longest window of the page, and a little more so that its left edge is never bare. */
export const keptMs = 16 * 60_000;

/** A frozen picture keeps its points so much longer. */
const keptPausedMs = 60 * 60_000;

/** All buffers of the page. */
export interface SampleStore {
  readonly buffers: ReadonlyMap<MetricId, MetricPoints>;
  /** Time of the newest sample, server time; `null` before the first. */
  readonly newestMs: number | null;
  /** @param pausedAtMs time that the frozen picture shows at its right end; `null` while it moves */
  add(samples: readonly PageSample[], intervalMs: number, pausedAtMs: number | null): void;
  /** Beginning of what is kept, server time; `null` before the first sample. */
  keptFromMs(pausedAtMs: number | null): number | null;
  /** A picture frozen at `pausedAtMs` begins to lose its points: it has stood for too long. */
  isFading(pausedAtMs: number): boolean;
  /** The server's clock was set back: what lies after is not of this time. */
  setBack(t: number): void;
  /** Forgets the metrics that have instances: the filter names others now. */
  clearInstances(): void;
}

/**
 * Expected distance between two values of a metric.
 * @param intervalMs shortest distance between two samples of this page
 */
export function periodOf(id: MetricId, intervalMs: number): number {
  const { everyMs, unwatchedEveryMs } = definitionOf(id);
  return Math.max(intervalMs, everyMs, unwatchedEveryMs ?? 0);
}

/** Makes a store with an empty buffer per metric. */
export function createSampleStore(): SampleStore {
  const buffers = new Map(metricIds.map((id) => [id, createMetricPoints(definitionOf(id))]));
  let newestMs: number | null = null;
  const keptFromMs = (pausedAtMs: number | null): number | null =>
    newestMs === null ? null : Math.max(pausedAtMs ?? newestMs, newestMs - keptPausedMs) - keptMs;
  return {
    buffers,
    get newestMs() {
      return newestMs;
    },
    add(samples, intervalMs, pausedAtMs) {
      for (const { t, values } of samples) {
        newestMs = Math.max(newestMs ?? t, t);
        for (const [id, value] of values) buffers.get(id)?.insert(t, value, periodOf(id, intervalMs));
      }
      const fromMs = keptFromMs(pausedAtMs);
      if (fromMs !== null) for (const points of buffers.values()) points.trimBefore(fromMs);
    },
    keptFromMs,
    isFading: (pausedAtMs) => newestMs !== null && newestMs - keptPausedMs > pausedAtMs,
    setBack(t) {
      if (newestMs !== null) newestMs = Math.min(newestMs, t);
      for (const points of buffers.values()) points.trimAfter(t);
    },
    clearInstances() {
      for (const [id, points] of buffers) if (definitionOf(id).layout !== 'record') points.clear();
    },
  };
}
