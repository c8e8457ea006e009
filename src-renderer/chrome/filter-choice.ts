import type { MetricDefinition } from '../../src-shared/metrics/definition.ts';
import { isMetricId, metricIds, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';

/** Intervals that the dialog offers, ms; below the server's own there is nothing to get. */
export const intervalChoicesMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000] as const;

/** The parts of a filter that the dialog and the page's address know. */
export type Choice = { readonly [Part in 'metrics' | 'instances' | 'intervalMs']?: Filter[Part] | undefined };

/** How many of metrics, instances and interval are narrowed. */
export function countFilters({ metrics, instances, intervalMs }: Choice): number {
  return [metrics, instances, intervalMs].filter((part) => part !== undefined).length;
}

/** Puts the dialog's choice into a filter; what is `undefined` goes back to "all". The process table's part stays. */
export function withChoice({ processes }: Filter, { metrics, instances, intervalMs }: Choice): Filter {
  return {
    ...(metrics === undefined ? {} : { metrics }),
    ...(instances === undefined ? {} : { instances }),
    ...(intervalMs === undefined ? {} : { intervalMs }),
    ...(processes === undefined ? {} : { processes }),
  };
}

/** Sets the interval; `undefined` for every sample. */
export function withInterval({ metrics, instances }: Choice, intervalMs: number | undefined): Choice {
  return withChoice({}, { metrics, instances, intervalMs });
}

/** Adds a metric to the choice or takes it away; all of them together are no narrowing. */
export function toggleMetric(choice: Choice, id: MetricId): Choice {
  const { metrics, ...rest } = choice;
  const chosen = metrics ?? metricIds;
  const next = metricIds.filter((one) => chosen.includes(one) !== (one === id));
  return next.length === metricIds.length ? rest : { ...rest, metrics: next };
}

/**
 * The instances of a metric that are received and shown.
 * @param names all that are known
 */
export function chosenInstances(choice: Choice, definition: MetricDefinition, names: readonly string[]): string[] {
  const named = namedInstances(choice, definition.id);
  const chosen = names.filter((name) => named.includes(name));
  return chosen.length > 0 ? chosen : names.filter((name) => !isQuiet(definition, name));
}

/** Adds an instance to the choice or takes it away; what the page shows by itself is no narrowing. */
export function toggleInstance(
  choice: Choice,
  definition: MetricDefinition,
  names: readonly string[],
  name: string,
): Choice {
  const before = chosenInstances(choice, definition, names);
  const next = names.filter((one) => before.includes(one) !== (one === name));
  const isDefault = names.every((one) => next.includes(one) !== isQuiet(definition, one));
  return withInstances(choice, definition.id, names, isDefault ? [] : next);
}

/** Takes a metric's instances out of the choice: all of them are received again. */
export function allInstances(choice: Choice, definition: MetricDefinition, names: readonly string[]): Choice {
  return withInstances(choice, definition.id, names, []);
}

/** True where the choice names instances of this metric. */
export function narrowsInstances(choice: Choice, { id }: MetricDefinition, names: readonly string[]): boolean {
  return namedInstances(choice, id).some((name) => names.includes(name));
}

/** `eth0` is meant for every metric that has it and `network@eth0` for one. */
function namedInstances({ instances = [] }: Choice, id: string): string[] {
  return instances.flatMap((name) => {
    const at = name.indexOf('@');
    if (at < 0 || !isMetricId(name.slice(0, at))) return [name];
    return name.slice(0, at) === id ? [name.slice(at + 1)] : [];
  });
}

function isQuiet({ view }: MetricDefinition, name: string): boolean {
  return view.quietInstances?.includes(name) === true;
}

function withInstances(choice: Choice, id: string, names: readonly string[], chosen: readonly string[]): Choice {
  const { instances = [], ...rest } = choice;
  const others = instances.filter((name) => !name.startsWith(`${id}@`) && !names.includes(name));
  const next = [...others, ...chosen.map((name) => `${id}@${name}`)];
  return next.length === 0 ? rest : { ...rest, instances: next };
}
