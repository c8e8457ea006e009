import * as v from 'valibot';
import { Fault } from '../fault.ts';
import { definitionOf, isMetricId, metricIds } from '../metrics/registry.ts';
import { limits } from './limits.ts';

const name = v.pipe(v.string(), v.minLength(1, 'is empty'), v.maxLength(limits.nameLength, 'is too long'));

const metric = v.pipe(
  name,
  v.check(isMetricId, (issue) => `"${issue.input.slice(0, 40)}" is unknown; known are ${metricIds.join(', ')}`),
  v.transform((text) => text),
  v.guard(isMetricId),
);

const fastIds = metricIds.filter((id) => definitionOf(id).fastEveryMs !== undefined);

const fastMetric = v.pipe(
  metric,
  v.check((id) => fastIds.includes(id), `may hold ${fastIds.join(', ')} only`),
);

const list = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.maxLength(limits.listEntries, `holds more than ${String(limits.listEntries)} entries`));

const schema = v.strictObject({
  metrics: v.optional(list(metric)),
  instances: v.optional(list(name)),
  intervalMs: v.optional(
    v.pipe(
      v.number('is not a number'),
      v.integer('is not a whole number of milliseconds'),
      v.minValue(limits.intervalMs.min, `is below ${String(limits.intervalMs.min)} ms`),
      v.maxValue(limits.intervalMs.max, `is above ${String(limits.intervalMs.max)} ms`),
    ),
  ),
  fast: v.optional(
    v.pipe(
      v.array(fastMetric),
      v.maxLength(limits.fastMetrics, `holds more than ${String(limits.fastMetrics)} metrics`),
    ),
  ),
  processes: v.optional(
    v.strictObject({
      top: v.optional(
        v.pipe(
          v.number(),
          v.integer(),
          v.minValue(limits.processRows.min),
          v.maxValue(limits.processRows.max, `is above ${String(limits.processRows.max)} rows`),
        ),
        10,
      ),
      sort: v.optional(v.picklist(['cpu', 'memory', 'pid', 'name', 'user']), 'cpu'),
      order: v.optional(v.picklist(['asc', 'desc'])),
      match: v.optional(v.pipe(v.string(), v.maxLength(limits.matchLength, 'is too long')), ''),
    }),
  ),
});

/**
 * What one viewer wants to receive; the server applies it, live.
 * - `metrics`: ids; left out for all. An empty list receives no samples.
 * - `instances`: `eth0` or `network@eth0`; a metric that has none of the named instances keeps all of its own.
 * - `intervalMs`: 100 to 60000; left out for every sample.
 * - `fast`: at most two metrics that are read faster for this viewer alone, beside its ordinary samples; left out of what is
 *   in force where the viewer may not, or the machine cannot.
 * - `processes`: rows (1-200, default 10), `sort`, `order` (default `desc` for cpu and memory, `asc` for the others) and
 *   search of the process table; left out for the top ten by CPU and by memory.
 */
export type Filter = v.InferOutput<typeof schema>;

/**
 * Parses a filter from outside.
 * @throws Fault `invalid_filter`, naming the field
 */
export function parseFilter(input: unknown): Filter {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  throw new Fault(
    'invalid_filter',
    `The filter's ${field === null ? 'form is wrong' : `"${field}"`}: ${issue.message}`,
  );
}
