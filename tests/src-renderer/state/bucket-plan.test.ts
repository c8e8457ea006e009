import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planBuckets, pointsAtMost } from '../../../src-renderer/state/bucket-plan.ts';

const hour = 3_600_000;
const nowMs = 1_700_000_000_123;
const tiers = [
  { stepMs: 1_000, keepMs: 48 * hour },
  { stepMs: 10_000, keepMs: 14 * 24 * hour },
];
const last = (ms: number) => ({ startMs: nowMs - ms, endMs: nowMs });

describe('a plan of buckets', () => {
  test('of a day in 600 points asks for 144 s each', () => {
    expect(planBuckets(last(24 * hour), 600, nowMs, tiers).stepMs).toBe(144_000);
  });

  test('asks for nothing finer than what is kept of its beginning', () => {
    expect(planBuckets(last(72 * hour), 2_000, nowMs, tiers).stepMs % 10_000).toBe(0);
    expect(
      planBuckets({ startMs: nowMs - 72 * hour, endMs: nowMs - 72 * hour + 60_000 }, 600, nowMs, tiers).stepMs,
    ).toBe(10_000);
  });

  test('covers the stretch, is bounded, and begins where its buckets do', () => {
    const span = fc.record({
      backMs: fc.integer({ min: 0, max: 700 * 24 * hour }),
      lengthMs: fc.integer({ min: 10_000, max: 700 * 24 * hour }),
    });
    fc.assert(
      fc.property(span, fc.integer({ min: 1, max: 5_000 }), ({ backMs, lengthMs }, points) => {
        const endMs = nowMs - backMs;
        const plan = planBuckets({ startMs: endMs - lengthMs, endMs }, points, nowMs, tiers);
        expect(plan.points).toBeLessThanOrEqual(pointsAtMost);
        expect(plan.from % plan.stepMs).toBe(0);
        expect(plan.from).toBeLessThan(endMs - lengthMs);
        expect(plan.to).toBeGreaterThanOrEqual(Math.floor(endMs));
        expect(plan.points * plan.stepMs).toBeGreaterThanOrEqual(plan.to - plan.from);
      }),
    );
  });
});
