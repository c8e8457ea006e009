import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { MetricPlan } from '../../src-shared/protocol/filter-plan.ts';
import { keepInstances } from '../../src-shared/protocol/keep-instances.ts';

/** Adds to a table's rows, before they are sent, what is not read for all of them; takes out what may not be told. */
export type Complete = (metric: MetricId, value: unknown) => void;

/**
 * Cuts one metric's value down to what a filter asks for: the table to its rows, instances to those named. A metric
 * that has none of the named instances keeps all of its own, so that `eth0` does not empty the disks.
 */
export function narrowValue(plan: MetricPlan, value: unknown, complete: Complete): unknown {
  return keepInstances(plan, plan.definition.narrowTable === undefined ? value : cutTable(plan, value, complete));
}

function cutTable({ id, definition, table }: MetricPlan, value: unknown, complete: Complete): unknown {
  // A search looks at all that a row can hold.
  if (table !== undefined && table.match !== '') complete(id, value);
  const cut = definition.narrowTable?.(value, table);
  complete(id, cut);
  return cut;
}
