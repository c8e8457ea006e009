import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';

/** What one series of an answer should hold. */
export interface ExpectedBuckets {
  readonly min: (number | null)[];
  readonly avg: (number | null)[];
  readonly max: (number | null)[];
}

/**
 * Works out the buckets of an answer from the moments that were kept, in ascending order.
 * @param valueAt the value read at a moment, `null` where none was
 */
export function expectedBuckets(
  { t: starts, step }: HistoryAnswer,
  moments: readonly number[],
  valueAt: (t: number) => number | null,
): ExpectedBuckets {
  const first = starts[0] ?? Number.NaN;
  const values = starts.map((): number[] => []);
  let low = 0;
  for (let high = moments.length; low < high;) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? Infinity) < first) low = middle + 1;
    else high = middle;
  }
  for (let place = low; place < moments.length; place += 1) {
    const t = moments[place] ?? Number.NaN;
    const bucket = values[Math.floor((t - first) / step)];
    if (bucket === undefined) break;
    const value = valueAt(t);
    if (value !== null) bucket.push(value);
  }
  const each = (combine: (bucket: readonly number[]) => number): (number | null)[] =>
    values.map((bucket) => (bucket.length === 0 ? null : combine(bucket)));
  return {
    min: each((bucket) => Math.min(...bucket)),
    avg: each((bucket) => bucket.reduce((sum, value) => sum + value, 0) / bucket.length),
    max: each((bucket) => Math.max(...bucket)),
  };
}

/** Places at which two rows of buckets differ by more than the error that storing allows; none where they agree. */
export function differences(
  found: readonly (number | null)[],
  expected: readonly (number | null)[],
): readonly string[] {
  return Array.from({ length: Math.max(found.length, expected.length) }, (_, place) => {
    const [a = Number.NaN, b = Number.NaN] = [found[place], expected[place]];
    const same = a === b || (a !== null && b !== null && Math.abs(a - b) <= 0.001 * Math.abs(b));
    return same ? [] : [`${String(place)}: ${String(a)} instead of ${String(b)}`];
  }).flat();
}
