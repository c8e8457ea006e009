import { definitionOf, metricIds } from '../../src-shared/metrics/registry.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import type { ShownMetric } from './model.ts';

/**
 * The metrics on the overview, in its order: what the filter asks for of what the machine has or explains. Instances
 * that the page hides by itself are not hidden where the filter names them.
 * @param offered `null` before the server has said what it offers: then every metric has its place already
 */
export function shownMetrics(
  { metrics, instances = [] }: Filter,
  offered: ReadonlySet<string> | null,
  unsupported: ReadonlyMap<string, string>,
): readonly ShownMetric[] {
  return metricIds
    .filter((id) => metrics?.includes(id) ?? true)
    .filter((id) => offered === null || offered.has(id) || unsupported.has(id))
    .map((id) => {
      const definition = definitionOf(id);
      const { quietInstances } = definition.view;
      if (quietInstances === undefined) return definition;
      const quiet = quietInstances.filter((name) => !instances.includes(name) && !instances.includes(`${id}@${name}`));
      return { ...definition, view: { ...definition.view, quietInstances: quiet } };
    });
}
