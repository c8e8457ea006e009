import { everyInstance } from '../protocol/rule.ts';
import { definitionOf, metricIds, type MetricId, type MetricValues } from './registry.ts';
import { visitSeries } from './series.ts';

/** The metrics read in one tick. They must not change once anybody has asked for their readings. */
export type ReadValues = Readonly<Partial<MetricValues>>;

/** Which numbers a tick holds, in the order of the registry. A tick shares the object of the one before that read the same metrics, where it holds the same numbers. */
export interface Layout {
  readonly metrics: readonly MetricId[];
  /** `metric.field`. */
  readonly series: readonly string[];
  /** `*` for a series without instances. */
  readonly instances: readonly string[];
}

/** The numbers of a tick. */
export interface Readings {
  readonly layout: Layout;
  /** As long as the lists of the layout; `null` for what could not be read. */
  readonly numbers: readonly (number | null)[];
}

/** A layout with the names of the fields, by which it is recognised. */
interface Known {
  readonly layout: Layout;
  readonly fields: readonly string[];
}

/** The newest layout for each combination of metrics: slow ones come with every few ticks only, so that some take turns. */
const knownBy = new Map<number, Known>();
let newest: { readonly values: ReadValues; readonly readings: Readings } | null = null;

/**
 * The numbers of a tick. History, alerts and scrapers all want them: they are gathered once, and whoever keeps something
 * for each number finds it by the layout instead of by a hundred names.
 */
export function readingsOf(values: ReadValues): Readings {
  if (newest?.values === values) return newest.readings;
  const readings = gather(values);
  newest = { values, readings };
  return readings;
}

function gather(values: ReadValues): Readings {
  const combination = combinationOf(values);
  const expected = knownBy.get(combination);
  const numbers: (number | null)[] = [];
  let isExpected = expected !== undefined;
  visitAll(values, (metric, field, instance, value) => {
    const place = numbers.push(value) - 1;
    // Nearly always it is the layout of the tick before: no list of names is made to see that.
    isExpected &&=
      expected?.fields[place] === field &&
      expected.layout.instances[place] === instance &&
      expected.layout.metrics[place] === metric;
  });
  if (expected !== undefined && isExpected && expected.fields.length === numbers.length) {
    return { layout: expected.layout, numbers };
  }
  const found = describe(values);
  knownBy.set(combination, found);
  return { layout: found.layout, numbers };
}

function describe(values: ReadValues): Known {
  const metrics: MetricId[] = [];
  const fields: string[] = [];
  const instances: string[] = [];
  visitAll(values, (metric, field, instance) => {
    metrics.push(metric);
    fields.push(field);
    instances.push(instance);
  });
  const series = fields.map((field, n) => `${metrics[n] ?? ''}.${field}`);
  return { fields, layout: { metrics, series, instances } };
}

function visitAll(
  values: ReadValues,
  visit: (metric: MetricId, field: string, instance: string, value: number | null) => void,
): void {
  for (const metric of metricIds) {
    if (values[metric] === undefined) continue;
    visitSeries(definitionOf(metric), values[metric], (field, instance, value) => {
      visit(metric, field, instance ?? everyInstance, value);
    });
  }
}

/** A bit for each metric that was read. */
function combinationOf(values: ReadValues): number {
  let bits = 0;
  for (const [n, metric] of metricIds.entries()) if (values[metric] !== undefined) bits |= 1 << n;
  return bits;
}
