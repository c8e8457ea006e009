import { isOverdue } from '../charts/gaps.ts';
import { nearestIndex } from '../charts/nearest.ts';
import type { MetricBuffer } from '../state/model.ts';

/** The numbers of a metric at a moment of the past, by column; none in a hole. Of buckets these are the averages. */
export function numbersThen(buffer: MetricBuffer, atMs: number, periodMs: number): ReadonlyMap<string, number | null> {
  const index = nearestIndex(buffer.t, buffer.start, buffer.end, atMs);
  const t = buffer.t[index] ?? Number.NaN;
  if (index < 0 || isOverdue(Math.min(t, atMs), Math.max(t, atMs), periodMs)) return new Map();
  return new Map(
    [...buffer.columns].map(([key, values]) => {
      const value = values[index] ?? Number.NaN;
      return [key, Number.isNaN(value) ? null : value];
    }),
  );
}

/** Instances that a buffer holds anything of. */
export function instancesIn(buffer: MetricBuffer): readonly string[] {
  const names = [...buffer.columns.keys()].flatMap((key) =>
    key.includes('@') ? [key.slice(key.indexOf('@') + 1)] : [],
  );
  return [...new Set(names)];
}
