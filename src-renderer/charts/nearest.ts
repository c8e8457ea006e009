/** First index in `start <= i < end` with `t[i] >= ms`; `end` when there is none. `t` is in order. */
export function firstAtOrAfter(t: Float64Array, start: number, end: number, ms: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((t[middle] ?? Infinity) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the point nearest to `ms`, or -1 without points. */
export function nearestIndex(t: Float64Array, start: number, end: number, ms: number): number {
  if (start >= end) return -1;
  const after = firstAtOrAfter(t, start, end, ms);
  if (after === start) return start;
  if (after === end) return end - 1;
  const before = after - 1;
  return ms - (t[before] ?? -Infinity) <= (t[after] ?? Infinity) - ms ? before : after;
}
