import type { TimeSpan } from './time-range.ts';

/** Most buckets of one answer; the server's own bound. */
export const pointsAtMost = 2_000;

/** A tier as `hello` tells it. */
export interface TierFacts {
  readonly stepMs: number;
  readonly keepMs: number;
}

/** What to ask the history for, so that buckets begin at multiples of their length. */
export interface BucketPlan {
  readonly from: number;
  readonly to: number;
  readonly points: number;
  readonly stepMs: number;
}

/**
 * Plans the buckets of a stretch: about `points` of them, a whole number of the resolution that is kept of its beginning,
 * and one more at the left, so that the line enters at the edge.
 * @param newestMs nothing is known after it
 */
export function planBuckets(
  { startMs, endMs }: TimeSpan,
  points: number,
  newestMs: number,
  tiers: readonly TierFacts[],
): BucketPlan {
  const ageMs = newestMs - startMs;
  const base = tiers.find(({ keepMs }) => keepMs >= ageMs)?.stepMs ?? tiers.at(-1)?.stepMs ?? 1_000;
  // Two are needed for the ends that are rounded outwards, one for the edge.
  const fitting = Math.max(1, Math.min(points, pointsAtMost - 3));
  const stepMs = Math.max(base, Math.ceil((endMs - startMs) / fitting / base) * base);
  const from = (Math.floor(startMs / stepMs) - 1) * stepMs;
  const to = Math.min(Math.floor(newestMs) + 1, (Math.floor(endMs / stepMs) + 1) * stepMs);
  return { from, to, stepMs, points: Math.max(1, Math.ceil((to - from) / stepMs)) };
}
