import { seriesName } from '../../src-shared/alert-words.ts';
import { visitSeries } from '../../src-shared/metrics/series.ts';
import { formatSeries } from '../../src-shared/metrics/series.ts';
import { everyInstance } from '../../src-shared/protocol/rule.ts';
import { definitionOf } from '../../src-shared/metrics/registry.ts';
import type { Dashboard, ShownMetric } from '../state/model.ts';
import type { DetailView } from '../state/view-address.ts';

/** Fields of a metric that make a chart, as a list to choose from. Those that only hold the end of an axis are left out. */
export function fieldChoices(metric: ShownMetric): readonly { readonly field: string; readonly label: string }[] {
  const wholes = new Set(
    Object.values(metric.series).flatMap(({ shareOf }) => (shareOf === undefined ? [] : [shareOf.whole])),
  );
  return Object.entries(metric.series)
    .filter(([field]) => !wholes.has(field))
    .map(([field, { label }]) => ({ field, label }));
}

/** True for a series that stands for several numbers, told apart by an instance. */
export function hasInstances(metric: ShownMetric, field: string): boolean {
  return metric.layout !== 'record' || metric.series[field]?.indexed === true;
}

/** Instances of a field in the newest value, the highest first. */
export function liveInstances(dashboard: Pick<Dashboard, 'latest'>, metric: ShownMetric, field: string): string[] {
  const found: { readonly name: string; readonly value: number }[] = [];
  visitSeries(definitionOf(metric.id), dashboard.latest(metric.id)?.value, (one, instance, value) => {
    if (one === field && instance !== null) found.push({ name: instance, value: value ?? Number.NEGATIVE_INFINITY });
  });
  return found.sort((one, other) => other.value - one.value).map(({ name }) => name);
}

/** Names as people look for them, each once: `sda`, `sda2`, `sda10`. */
export function sortedNames(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort((one, other) => one.localeCompare(other, undefined, { numeric: true }));
}

/** The series that a metric's large chart begins with: that of its big number, else the first that it draws. */
function firstField(metric: ShownMetric): string | null {
  const lead = metric.view.leads[0]?.field;
  const drawn = metric.view.blocks.map((block) => {
    if (block.kind === 'lines' || block.kind === 'sparks') return block.lines[0]?.field;
    if (block.kind === 'instanceLines' || block.kind === 'heat') return block.field;
    if (block.kind === 'mirrored') return block.up;
    return block.kind === 'usage' ? block.share : undefined;
  });
  return lead ?? drawn.find((field) => field !== undefined) ?? Object.keys(metric.series)[0] ?? null;
}

/** The view of a metric that nobody has chosen anything of: of several instances the one with the highest value. */
export function firstView(
  dashboard: Pick<Dashboard, 'latest'>,
  metric: ShownMetric,
  wanted?: string,
): DetailView | null {
  const field = wanted ?? firstField(metric);
  if (field === null) return null;
  if (!hasInstances(metric, field)) return { metric: metric.id, field, instances: [] };
  const quiet = metric.view.quietInstances ?? [];
  const names = liveInstances(dashboard, metric, field);
  const [busiest] = [...names.filter((name) => !quiet.includes(name)), ...names];
  return { metric: metric.id, field, instances: busiest === undefined ? [] : [busiest] };
}

/** What a view is called: `CPU average`, `Received on eth0`, `Temperature (3)`. */
export function viewTitle({ metric, field, instances }: DetailView): string {
  const series = formatSeries(metric, field, null);
  const [only] = instances;
  if (only !== undefined && instances.length === 1) return seriesName(series, only);
  const name = seriesName(series, everyInstance);
  return instances.length > 1 ? `${name} (${String(instances.length)})` : name;
}
