import type { Dashboard, ShownMetric } from '../state/model.ts';

/** The stretch of server time that every chart shows. */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The window now. While the connection is cut and nothing is paused, time goes on without samples: the right end moves
 * with the page's clock, and what is missing shows as a growing hole.
 */
export function shownWindow(dashboard: Dashboard): TimeWindow {
  const { connection, pausedAtMs, windowMs } = dashboard;
  const cut = connection.phase === 'retrying' || connection.phase === 'stale';
  const silentMs =
    cut && pausedAtMs === null && connection.lastSampleAtMs !== null
      ? Math.max(0, dashboard.nowMs - connection.lastSampleAtMs)
      : 0;
  const endMs = (dashboard.endMs > 0 ? dashboard.endMs : dashboard.nowMs) + silentMs;
  return { startMs: endMs - windowMs, endMs };
}

/** Time between two points of a metric, as this viewer gets them. */
export function periodOf(dashboard: Dashboard, metric: ShownMetric): number {
  return Math.max(metric.everyMs, dashboard.hello?.intervalMs ?? 1000, dashboard.filter.intervalMs ?? 0);
}
