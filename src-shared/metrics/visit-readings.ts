import { definitionOf, metricIds, type MetricId, type MetricValues } from './registry.ts';
import { visitSeries } from './series.ts';
import { everyInstance } from '../protocol/rule.ts';

/** Names of the series of each metric, `metric.field` by field, so that no text is built per reading. */
const seriesNames = new Map(
  metricIds.map((metric) => [
    metric,
    new Map(Object.keys(definitionOf(metric).series).map((field) => [field, `${metric}.${field}`])),
  ]),
);

/** The metrics read in one tick. */
export type ReadValues = Readonly<Partial<MetricValues>>;

/** Calls back for each number of a tick. Series without instances have the instance `*`. */
export function visitReadings(
  values: ReadValues,
  visit: (metric: MetricId, series: string, instance: string, value: number | null) => void,
): void {
  for (const metric of metricIds) {
    const names = seriesNames.get(metric);
    if (values[metric] === undefined || names === undefined) continue;
    visitSeries(definitionOf(metric), values[metric], (field, instance, value) => {
      const series = names.get(field);
      if (series !== undefined) visit(metric, series, instance ?? everyInstance, value);
    });
  }
}

/** Longest ordinary time between two readings of a metric, ms, on a server that samples at `serverIntervalMs`. */
export function longestPeriodMs(metric: MetricId, serverIntervalMs: number): number {
  const { everyMs, unwatchedEveryMs = 0 } = definitionOf(metric);
  return Math.max(serverIntervalMs, everyMs, unwatchedEveryMs);
}
