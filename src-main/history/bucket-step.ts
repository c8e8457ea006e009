import type { Span } from './kept-value.ts';

/** A step may become so many times the longest of its resolutions, so that each bucket holds equally many of each. */
const mostStretch = 12;

/**
 * Length of the buckets of an answer, ms: the smallest multiple of the longest of `resolutions` that covers the span with
 * at most `points` buckets, whose starts are multiples of their length. It is a multiple of the others too, but for those that
 * would make it many times as long (1 s and 333 ms have 333 s in common): as no bucket is shorter than any of them, none is
 * empty where nothing is missing.
 * @param resolutions what the values were kept at, and the longest periods at which they were read; whole numbers of ms
 */
export function bucketStep(span: Span, points: number, resolutions: readonly number[]): number {
  const base = commonStep(resolutions);
  let step = Math.max(1, Math.ceil((span.to - span.from) / points / base)) * base;
  while (bucketCount(span, step) > points) step += base;
  return step;
}

/** Number of buckets that touch a span. */
export function bucketCount({ from, to }: Span, step: number): number {
  return to <= from ? 0 : Math.floor((to - 1) / step) - Math.floor(from / step) + 1;
}

function commonStep(resolutions: readonly number[]): number {
  const longest = Math.max(1, ...resolutions);
  // The longest first: what fits it decides, however the others are ordered.
  return [...resolutions]
    .sort((a, b) => b - a)
    .reduce((base, resolution) => {
      const common = leastCommonMultiple(base, resolution);
      return common <= longest * mostStretch ? common : base;
    }, longest);
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
