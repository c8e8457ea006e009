import type { MetricDefinition, SeriesDefinition } from './definition.ts';

/** `metric.field`, with `@instance` after it where the series has instances: `network.received@eth0`. */
export interface SeriesName {
  readonly metric: string;
  readonly field: string;
  readonly instance: string | null;
}

/** Writes a series' public name. */
export function formatSeries(metric: string, field: string, instance: string | null): string {
  return instance === null ? `${metric}.${field}` : `${metric}.${field}@${instance}`;
}

/** Reads a series' public name; `null` for text that is none. Instances may hold dots and further `@`. */
export function parseSeries(text: string): SeriesName | null {
  const match = /^([a-z]+)\.([A-Za-z]+)(?:@(.+))?$/su.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { metric: match[1], field: match[2], instance: match[3] ?? null };
}

type Visit = (field: string, instance: string | null, value: number | null) => void;

/**
 * Calls `visit` for each number of a metric's value, in the order of the definition. Values of unknown form are
 * passed over, so that a reader of a newer version cannot break this one.
 */
export function visitSeries(definition: MetricDefinition, value: unknown, visit: Visit): void {
  if (!isRecord(value)) return;
  if (definition.layout === 'record') return visitFields(definition, value, null, visit);
  for (const [instance, inner] of Object.entries(value)) {
    if (definition.layout === 'instances') {
      if (isRecord(inner)) visitFields(definition, inner, instance, visit);
    } else {
      const [only] = fieldsOf(definition);
      if (only !== undefined && isReading(inner)) visit(only.field, instance, inner);
    }
  }
}

function visitFields(
  definition: MetricDefinition,
  record: Readonly<Record<string, unknown>>,
  instance: string | null,
  visit: Visit,
): void {
  for (const { field, share, isIndexed } of fieldsOf(definition)) {
    if (share !== null) {
      visit(field, instance, shareOf(record[share.part], record[share.whole]));
      continue;
    }
    const value = record[field];
    if (isIndexed && Array.isArray(value)) {
      value.forEach((one: unknown, index) => {
        if (isReading(one)) visit(field, String(index), one);
      });
    } else if (isReading(value)) visit(field, instance, value);
  }
}

interface Field {
  readonly field: string;
  readonly share: NonNullable<SeriesDefinition['shareOf']> | null;
  readonly isIndexed: boolean;
}

const knownFields = new WeakMap<MetricDefinition, readonly Field[]>();

/** Made once for each definition: every sample asks, for every instance. */
function fieldsOf(definition: MetricDefinition): readonly Field[] {
  const known = knownFields.get(definition);
  if (known !== undefined) return known;
  const fields = Object.entries(definition.series).map(([field, series]) => ({
    field,
    share: series.shareOf ?? null,
    isIndexed: series.indexed === true,
  }));
  knownFields.set(definition, fields);
  return fields;
}

function shareOf(part: unknown, whole: unknown): number | null {
  if (typeof part !== 'number' || typeof whole !== 'number' || whole === 0) return null;
  return (part / whole) * 100;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isReading(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}
