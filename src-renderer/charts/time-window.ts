import type { Dashboard, ShownMetric } from '../state/model.ts';

/** The stretch of server time that every chart shows. */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** The window now; `endMs` goes on by the page's clock while the connection is cut, so that a hole grows there. */
export function shownWindow(dashboard: Dashboard): TimeWindow {
  const { endMs, windowMs } = dashboard;
  return { startMs: endMs - windowMs, endMs };
}

/** Time between two points of a metric, as this viewer gets them. */
export function periodOf(dashboard: Dashboard, metric: ShownMetric): number {
  return Math.max(metric.everyMs, dashboard.hello?.intervalMs ?? 1000, dashboard.filter.intervalMs ?? 0);
}
