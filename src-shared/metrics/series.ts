import type { MetricDefinition } from './definition.ts';

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
      const field = Object.keys(definition.series)[0];
      if (field !== undefined && isReading(inner)) visit(field, instance, inner);
    }
  }
}

function visitFields(
  definition: MetricDefinition,
  record: Readonly<Record<string, unknown>>,
  instance: string | null,
  visit: Visit,
): void {
  for (const [field, series] of Object.entries(definition.series)) {
    if (series.shareOf !== undefined) {
      visit(field, instance, shareOf(record[series.shareOf.part], record[series.shareOf.whole]));
      continue;
    }
    const value = record[field];
    if (series.indexed === true && Array.isArray(value)) {
      value.forEach((one: unknown, index) => {
        if (isReading(one)) visit(field, String(index), one);
      });
    } else if (isReading(value)) visit(field, instance, value);
  }
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
