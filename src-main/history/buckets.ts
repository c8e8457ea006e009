import { bucketCount } from './bucket-step.ts';
import type { Span, VisitKept } from './kept-value.ts';

/** Values of one series by bucket, `null` where nothing is kept. */
export interface Buckets {
  readonly min: (number | null)[];
  readonly avg: (number | null)[];
  readonly max: (number | null)[];
}

/**
 * Combines stored values into buckets of `step` ms that start at multiples of it: the lowest minimum, the highest maximum,
 * and the average of all readings, each counted once.
 * @param visitAll visits the values of a span; it is asked for whole buckets
 */
export function fillBuckets(span: Span, step: number, visitAll: (span: Span, visit: VisitKept) => void): Buckets {
  const first = Math.floor(span.from / step);
  const count = bucketCount(span, step);
  const min = new Float64Array(count).fill(Infinity);
  const max = new Float64Array(count).fill(-Infinity);
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  visitAll({ from: first * step, to: (first + count) * step }, (t, low, average, high, readings) => {
    const n = Math.floor(t / step) - first;
    if (low < (min[n] ?? -Infinity)) min[n] = low;
    if (high > (max[n] ?? Infinity)) max[n] = high;
    sums[n] = (sums[n] ?? 0) + average * readings;
    counts[n] = (counts[n] ?? 0) + readings;
  });
  const filled = (value: (n: number) => number): (number | null)[] =>
    Array.from({ length: count }, (_, n) => ((counts[n] ?? 0) > 0 ? value(n) : null));
  return {
    min: filled((n) => min[n] ?? Number.NaN),
    avg: filled((n) => (sums[n] ?? 0) / (counts[n] ?? 1)),
    max: filled((n) => max[n] ?? Number.NaN),
  };
}
