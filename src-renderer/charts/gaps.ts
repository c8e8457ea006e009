/** Neighbours further apart than this many periods have a hole between them. */
const periodsOfAGap = 2.5;

/**
 * True where the points `index - 1` and `index` must not be joined: they are further apart than 2.5 times the expected
 * period. Where a neighbouring distance is as long, the points were asked for more rarely then (the filter's interval
 * changed since), and that distance counts as the period. Holes that were there already when a point came in are
 * marked in the buffer by a row of NaN, and need no such guess.
 */
export function isGap(t: Float64Array, start: number, end: number, index: number, periodMs: number): boolean {
  const distance = at(t, index) - at(t, index - 1);
  if (distance <= periodsOfAGap * periodMs) return false;
  const before = index - 2 >= start ? at(t, index - 1) - at(t, index - 2) : 0;
  const after = index + 1 < end ? at(t, index + 1) - at(t, index) : 0;
  return distance > periodsOfAGap * Math.max(periodMs, before, after);
}

/** True when the newest point is too old for the right end of the picture. */
export function isOverdue(newestMs: number, endMs: number, periodMs: number): boolean {
  return endMs - newestMs > periodsOfAGap * periodMs;
}

/** A stretch without data, in pixels or in ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The stretches that lie in both lists; each list is in order and without overlaps. */
export function intersectSpans(left: readonly Span[], right: readonly Span[]): Span[] {
  const both: Span[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const a = left[i];
    const b = right[j];
    if (a === undefined || b === undefined) return both;
    const from = Math.max(a.from, b.from);
    const to = Math.min(a.to, b.to);
    if (from < to) both.push({ from, to });
    if (a.to < b.to) i += 1;
    else j += 1;
  }
}

function at(t: Float64Array, index: number): number {
  return t[index] ?? Number.NaN;
}
