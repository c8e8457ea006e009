import { expect, test } from 'vitest';
import { mostSummed, summaryTier } from '../../../src-main/history/summary-tier.ts';
import type { Tier } from '../../../src-main/history/tiers.ts';

const dayMs = 86_400_000;

/** A span of which every tier holds all. */
const wholly = (days: number) => (tier: Tier) => [{ tier, start: 0, from: 0, to: days * dayMs }];

test.each([
  [1, 1, 0],
  [1, 11, 10_000],
  [4, 1, 0],
  [5, 1, 10_000],
  [90, 1, 60_000],
  [730, 1, 900_000],
  [730, 64, 900_000],
])('the figures of %i days of %i lines are made of values for each %i ms', (days, lines, stepMs) => {
  expect(summaryTier(wholly(days), lines).stepMs).toBe(stepMs);
});

test('what is kept coarsely only counts as the few values that it is', () => {
  const coarse = (tier: Tier) => wholly(365)({ ...tier, stepMs: Math.max(900_000, tier.stepMs) });
  expect(summaryTier(coarse, 1).stepMs).toBe(0);
  expect((365 * dayMs) / 900_000).toBeLessThan(mostSummed);
});
