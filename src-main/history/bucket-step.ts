import type { Span } from './kept-value.ts';

/**
 * Length of the buckets of an answer, ms: the smallest multiple of every one of `resolutions` that covers the span with
 * at most `points` buckets, whose starts are multiples of their length.
 * @param resolutions what the values were kept at, and the longest periods at which they were read; whole numbers of ms
 */
export function bucketStep(span: Span, points: number, resolutions: readonly number[]): number {
  const base = resolutions.reduce(leastCommonMultiple, 1);
  let step = Math.max(1, Math.ceil((span.to - span.from) / points / base)) * base;
  while (bucketCount(span, step) > points) step += base;
  return step;
}

/** Number of buckets that touch a span. */
export function bucketCount({ from, to }: Span, step: number): number {
  return to <= from ? 0 : Math.floor((to - 1) / step) - Math.floor(from / step) + 1;
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
