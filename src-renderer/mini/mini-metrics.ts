import { definitionOf, metricIds, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';

/** Most metrics of a mini view: more could not be read in its size. */
export const mostInMini = 6;

/** Metrics that a mini view can show: those with a big number. */
export const miniChoices: readonly MetricId[] = metricIds.filter((id) => definitionOf(id).view.leads.length > 0);

/** The filter that a mini view begins with: what its address asks for, else a few that tell how the machine is. */
export function miniFilter(filter: Filter): Filter {
  const wanted = filter.metrics?.map(known).filter((id) => id !== null);
  const usual = miniChoices.filter((id) => definitionOf(id).view.inMini === true);
  return { ...filter, metrics: (wanted === undefined || wanted.length === 0 ? usual : wanted).slice(0, mostInMini) };
}

/** Adds a metric or takes it away; one stays. */
export function toggleInMini(metrics: readonly string[], id: MetricId): readonly MetricId[] {
  const on = miniChoices.filter((one) => metrics.includes(one) !== (one === id));
  return on.length === 0 ? [id] : on.slice(0, mostInMini);
}

function known(name: string): MetricId | null {
  return miniChoices.find((id) => id === name) ?? null;
}
