import type { Dashboard, ShownMetric } from '../state/model.ts';
import type { TimeSpan } from '../state/time-range.ts';

/** What every chart shows; the end goes on by the page's clock while the connection is cut, so that a hole grows there. */
export function shownWindow({ range: { startMs, endMs } }: Dashboard): TimeSpan {
  return { startMs, endMs };
}

/** Time between two points of a metric, as this viewer gets them. */
export function periodOf(dashboard: Dashboard, metric: ShownMetric): number {
  return Math.max(metric.everyMs, dashboard.hello?.intervalMs ?? 1000, dashboard.filter.intervalMs ?? 0);
}
