import type { MetricPlan } from './filter-plan.ts';

/**
 * Cuts one metric's value down to what a filter asks for: the table to its rows, instances to those named. A metric
 * that has none of the named instances keeps all of its own, so that `eth0` does not empty the disks.
 */
export function narrowValue(plan: MetricPlan, value: unknown): unknown {
  const { definition, instances } = plan;
  const cut = definition.narrowTable === undefined ? value : definition.narrowTable(value, plan.table);
  if (instances === null || typeof cut !== 'object' || cut === null) return cut;
  const kept = Object.entries(cut).filter(([name]) => instances.has(name));
  return kept.length === 0 ? cut : Object.fromEntries(kept);
}
