import { readingsOf, type ReadValues } from './readings.ts';
import { definitionOf, type MetricId } from './registry.ts';

/** Calls back for each number of a tick. Series without instances have the instance `*`. */
export function visitReadings(
  values: ReadValues,
  visit: (metric: MetricId, series: string, instance: string, value: number | null) => void,
): void {
  const { layout, numbers } = readingsOf(values);
  for (let n = 0; n < numbers.length; n += 1) {
    const [metric, series, instance] = [layout.metrics[n], layout.series[n], layout.instances[n]];
    if (metric !== undefined && series !== undefined && instance !== undefined) {
      visit(metric, series, instance, numbers[n] ?? null);
    }
  }
}

/** Longest ordinary time between two readings of a metric, ms, on a server that samples at `serverIntervalMs`. */
export function longestPeriodMs(metric: MetricId, serverIntervalMs: number): number {
  const { everyMs, unwatchedEveryMs = 0 } = definitionOf(metric);
  return Math.max(serverIntervalMs, everyMs, unwatchedEveryMs);
}
