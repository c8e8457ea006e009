import { definitionOf, metricIds, type MetricId } from '../../../src-shared/metrics/registry.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { limits } from '../../../src-shared/protocol/limits.ts';
import { sameInstances, sameTable, tablesOf } from '../wanted-filter.ts';

/** Metrics that have a value at every tick, so that a stream with one of them has a sample for each, or for each window. */
const paces = metricIds.filter((id) => {
  const { everyMs, layout } = definitionOf(id);
  return everyMs === 0 && layout === 'record';
});

/**
 * The filter of a stream of which each tab can take exactly what its own filter would let through.
 *
 * - The interval is one of which all of theirs are multiples: the first sample of each of their windows is then among
 *   the first ones of its windows.
 * - Instances are named only where all name the same: a metric without any of the named ones keeps all of its own, which
 *   names of others would change.
 * - What is read faster is so for all who ask, as far as one viewer may have it; what was so before comes first.
 * - Of a table, a cut does not hold what another cut needs. Where they differ it is the usual one, and the tabs that want
 *   another ask for theirs by themselves.
 */
export function unionFilter(filters: readonly Filter[], fastBefore: readonly MetricId[] = []): Filter {
  const [first = {}, ...others] = filters;
  const intervalMs = commonInterval(filters);
  const metrics = commonMetrics(filters, intervalMs);
  if (others.length === 0) return metrics?.length === first.metrics?.length ? first : { ...first, metrics };
  const { instances } = others.every((other) => sameInstances(first, other)) ? first : {};
  const [table, ...tables] = filters.filter((filter) => tablesOf(filter).length > 0);
  const fast = [...fastBefore, ...metricIds.filter((id) => !fastBefore.includes(id))]
    .filter((id) => filters.some((filter) => filter.fast?.includes(id)))
    .slice(0, limits.fastMetrics);
  const processes = tables.every((other) => sameTable(table ?? {}, other)) ? table?.processes : undefined;
  return {
    ...(metrics === undefined ? {} : { metrics }),
    ...(instances === undefined ? {} : { instances }),
    ...(intervalMs === undefined ? {} : { intervalMs }),
    ...(fast.length === 0 ? {} : { fast }),
    ...(processes === undefined ? {} : { processes }),
  };
}

function commonInterval(filters: readonly Filter[]): number | undefined {
  let common = 0;
  for (const { intervalMs } of filters) {
    if (intervalMs === undefined) return undefined;
    common = greatestDivisor(common, intervalMs);
  }
  return common < limits.intervalMs.min ? undefined : common;
}

function commonMetrics(filters: readonly Filter[], intervalMs: number | undefined): MetricId[] | undefined {
  const asked = new Set<MetricId>();
  for (const { metrics } of filters) {
    if (metrics === undefined) return undefined;
    for (const id of metrics) asked.add(id);
  }
  const isSlower = filters.some((filter) => filter.intervalMs !== intervalMs);
  if (asked.size > 0 && (isSlower || intervalMs !== undefined)) {
    // A slower tab needs a sample at every tick, to tell which was the first of its window. One that has the stream's own needs one
    // in each: two of the same would lie beside each other where the clock was set back. Any will do there, also one that is
    // missing at a tick.
    const [pace, ...others] = paces;
    const doing = isSlower ? [] : others;
    if (pace !== undefined && ![pace, ...doing].some((id) => asked.has(id))) asked.add(pace);
  }
  return metricIds.filter((id) => asked.has(id));
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
