import type { MetricPlan } from './filter-plan.ts';

/**
 * Leaves of one metric's value the instances that a filter names. A metric that has none of them keeps all of its own, so
 * that `eth0` does not empty the disks.
 */
export function keepInstances({ instances }: Pick<MetricPlan, 'instances'>, value: unknown): unknown {
  if (instances === null || typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => instances.has(name));
  return kept.length === 0 ? value : Object.fromEntries(kept);
}
