import type { Span } from './gaps.ts';
import type { Dashboard, MetricBuffer, ShownMetric } from '../state/model.ts';
import type { TimeRange, TimeSpan } from '../state/time-range.ts';

/** What every chart shows; the end goes on by the page's clock while the connection is cut, so that a hole grows there. */
export function shownWindow({ range: { startMs, endMs } }: Dashboard): TimeSpan {
  return { startMs, endMs };
}

/** The stretch that stored points tell of; `null` for samples. Live ones go on with the samples that come in. */
export function knownSpan({ buckets }: MetricBuffer, { live }: TimeRange): Span | null {
  return buckets === undefined ? null : { from: buckets.fromMs, to: live ? Infinity : buckets.toMs };
}

/** Time between two points of what is drawn: samples, or buckets of the history. */
export function shownPeriod(dashboard: Dashboard, metric: ShownMetric): number {
  return dashboard.points(metric.id).buckets?.periodMs ?? periodOf(dashboard, metric);
}

/** Time between two samples of a metric, as this viewer gets them. */
export function periodOf(dashboard: Dashboard, metric: ShownMetric): number {
  return Math.max(metric.everyMs, dashboard.hello?.intervalMs ?? 1000, dashboard.filter.intervalMs ?? 0);
}
