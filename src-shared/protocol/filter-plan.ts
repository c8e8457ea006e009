import type { MetricDefinition, TableFilter } from '../metrics/definition.ts';
import { definitionOf, isMetricId, metricIds, type MetricId } from '../metrics/registry.ts';
import { tableOrder } from '../metrics/table-order.ts';
import type { Filter } from './filter.ts';

/** How one metric is cut for one filter. */
export interface MetricPlan {
  readonly id: MetricId;
  readonly definition: MetricDefinition;
  /** Equal keys give equal JSON of the same value. */
  readonly key: string;
  /** Instances asked for; `null` for all. */
  readonly instances: ReadonlySet<string> | null;
  /** Cut of the table; `undefined` for the one that everybody gets. */
  readonly table: TableFilter | undefined;
}

/** A filter, prepared once when it is set, so that cutting a sample looks nothing up. */
export interface FilterPlan {
  /** Canonical: filters that cut alike have equal keys, whatever their order and interval. */
  readonly key: string;
  /** In the order of the overview. */
  readonly metrics: readonly MetricPlan[];
  /** Those that are read faster for this viewer. */
  readonly fast: readonly MetricPlan[];
  /** Length of the windows of which only the first sample passes, ms; `null` lets every sample pass. */
  readonly windowMs: number | null;
}

/**
 * Prepares a filter.
 * @param windowMs see {@link FilterPlan.windowMs}
 */
export function planFilter(filter: Filter, windowMs: number | null): FilterPlan {
  const asked = filter.metrics === undefined ? metricIds : metricIds.filter((id) => filter.metrics?.includes(id));
  const metrics = asked.map((id) => planMetric(id, filter));
  const fast = metricIds.filter((id) => filter.fast?.includes(id)).map((id) => planMetric(id, filter));
  return { key: metrics.map((plan) => plan.key).join('\n'), metrics, fast, windowMs };
}

/**
 * Length of the windows for {@link planFilter}. A viewer as fast as the server takes every sample: windows would drop some
 * and double others when ticks are late.
 * @param serverMs the server's own interval
 */
export function windowMsOf({ intervalMs }: Pick<Filter, 'intervalMs'>, serverMs: number): number | null {
  return intervalMs !== undefined && intervalMs > serverMs ? intervalMs : null;
}

/**
 * Whether a sample is the first of its window `floor(t / windowMs)`. Depends on the times of two neighbouring samples
 * only, so a replay lets through exactly what was let through live, and a clock set back opens a new window at once.
 * @param previousT time of the sample before it, `null` for the first of a server start
 * @param windowMs `null` lets every sample pass
 */
export function passesWindow(t: number, previousT: number | null, windowMs: number | null): boolean {
  if (windowMs === null || previousT === null) return true;
  return Math.floor(t / windowMs) !== Math.floor(previousT / windowMs);
}

function planMetric(id: MetricId, filter: Filter): MetricPlan {
  const definition = definitionOf(id);
  const names = definition.layout === 'record' ? [] : instancesFor(id, filter.instances ?? []);
  const table = definition.narrowTable === undefined ? undefined : filter.processes;
  const cuts = [
    names,
    table === undefined ? null : [table.top, table.sort, tableOrder(table), table.match.toLowerCase()],
  ];
  const key = names.length === 0 && table === undefined ? id : `${id} ${JSON.stringify(cuts)}`;
  return { id, definition, key, instances: names.length === 0 ? null : new Set(names), table };
}

/** `eth0` is meant for every metric, `network@eth0` for one; an `@` after anything but a metric belongs to the name. */
function instancesFor(id: MetricId, names: readonly string[]): readonly string[] {
  const mine = names.flatMap((name) => {
    const at = name.indexOf('@');
    if (at < 0 || !isMetricId(name.slice(0, at))) return [name];
    return name.slice(0, at) === id ? [name.slice(at + 1)] : [];
  });
  return [...new Set(mine)].sort();
}
