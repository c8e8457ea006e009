import type { MetricDefinition, SeriesDefinition } from './definition.ts';
import { definitionOf, isMetricId, type MetricId } from './registry.ts';
import { parseSeries } from './series.ts';

/** A series with the metric it belongs to. */
export interface FoundSeries {
  readonly metric: MetricId;
  readonly field: string;
  readonly definition: MetricDefinition;
  readonly series: SeriesDefinition;
  /** True where one series stands for several numbers, told apart by an instance. */
  readonly hasInstances: boolean;
}

/** Looks up `metric.field` (without an instance); `null` for a series that no metric declares. */
export function findSeries(name: string): FoundSeries | null {
  const parsed = parseSeries(name);
  if (parsed?.instance !== null || !isMetricId(parsed.metric)) return null;
  const definition = definitionOf(parsed.metric);
  if (!Object.hasOwn(definition.series, parsed.field)) return null;
  const series = definition.series[parsed.field];
  if (series === undefined) return null;
  return {
    metric: parsed.metric,
    field: parsed.field,
    definition,
    series,
    hasInstances: definition.layout !== 'record' || series.indexed === true,
  };
}
