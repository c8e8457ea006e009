import type { Segment } from './segments.ts';
import { shortestRowMs } from './tick-builder.ts';
import { finestTier, type Tier, tiers } from './tiers.ts';

/** Values that the figures of all lines of an answer are made of at the most: more would hold up the samples. */
export const mostSummed = 400_000;

/**
 * The finest tier of which the figures of some lines are made without reading too many values; the coarsest where there is
 * none.
 * @param segments how a tier would be read
 */
export function summaryTier(segments: (tier: Tier) => readonly Segment[], lines: number): Tier {
  const values = (tier: Tier): number =>
    segments(tier).reduce((sum, one) => sum + (one.to - one.from) / Math.max(shortestRowMs, one.tier.stepMs), 0);
  return tiers.find((tier) => values(tier) * lines <= mostSummed) ?? tiers.at(-1) ?? finestTier;
}
