import { definitionOf, metricIds, type MetricId } from '../../../src-shared/metrics/registry.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { limits } from '../../../src-shared/protocol/limits.ts';
import { sameInstances, sameTable, tablesOf } from '../wanted-filter.ts';

/** A metric that is read at every tick, so that a stream that carries it has a sample for each, or for each window. */
const pace = metricIds.find((id) => definitionOf(id).everyMs === 0);

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
  const metrics = commonMetrics(filters);
  if (others.length === 0) return metrics?.length === first.metrics?.length ? first : { ...first, metrics };
  const intervalMs = commonInterval(filters);
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

function commonMetrics(filters: readonly Filter[]): MetricId[] | undefined {
  const asked = new Set<MetricId>();
  for (const { metrics } of filters) {
    if (metrics === undefined) return undefined;
    for (const id of metrics) asked.add(id);
  }
  const isSlower = filters.some(({ intervalMs }) => intervalMs !== undefined);
  // Without a sample of every window a slower tab could not tell which was the first of its own, for a clock may be set back.
  if (isSlower && asked.size > 0 && pace !== undefined) asked.add(pace);
  return metricIds.filter((id) => asked.has(id));
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
