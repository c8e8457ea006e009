import { definitionOf, metricIds } from '../metrics/registry.ts';
import { formatSeries } from '../metrics/series.ts';
import { everyInstance, type Rule } from './rule.ts';

/** The rules that the metric definitions declare, in the order of the definitions. */
export function defaultRules(): readonly Rule[] {
  return metricIds.flatMap((metric) =>
    (definitionOf(metric).thresholds ?? []).map(({ field, enabled = true, ...levels }) => ({
      series: formatSeries(metric, field, null),
      instance: everyInstance,
      ...levels,
      enabled,
    })),
  );
}
