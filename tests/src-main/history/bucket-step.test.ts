import { expect, test } from 'vitest';
import { bucketCount, bucketStep } from '../../../src-main/history/bucket-step.ts';

const hour = 3_600_000;

test.each([
  [[1_000], hour, 600, 6_000],
  [[1_000, 5_000], hour, 1_000, 5_000],
  [[10_000, 1_000, 5_000], 24 * hour, 600, 150_000],
  [[1_000, 2_000, 3_000], hour, 1_000, 6_000],
])('a multiple of all of %j over %i ms, in at most %i points, is %i', (resolutions, span, points, step) => {
  expect(bucketStep({ from: 0, to: span }, points, resolutions)).toBe(step);
});

test.each([
  [[1_000, 333], 1_000],
  [[1_000, 999], 1_000],
  [[10_000, 3_333], 10_000],
  [[60_000, 7_777, 5_000], 60_000],
])('intervals that share little with the others, as in %j, do not make the buckets long', (resolutions, longest) => {
  const span = { from: 0, to: 24 * hour };
  const step = bucketStep(span, 500, resolutions);
  expect(step % longest).toBe(0);
  expect(bucketCount(span, step)).toBeGreaterThan(200);
});
