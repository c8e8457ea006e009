import { definitionOf, isMetricId, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';

/**
 * True for a column of an instance that the filter names, and for every column of a metric without instances. `eth0` is
 * meant for every metric, `network@eth0` for one.
 */
export function keepsColumn({ instances = [] }: Filter, id: MetricId, key: string): boolean {
  if (instances.length === 0 || definitionOf(id).layout === 'record') return true;
  const instance = key.slice(key.indexOf('@') + 1);
  return instances.some((name) => {
    const at = name.indexOf('@');
    const isQualified = at >= 0 && isMetricId(name.slice(0, at));
    return isQualified ? name === `${id}@${instance}` : name === instance;
  });
}
