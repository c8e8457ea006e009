import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBackoff, reconnectRange } from '../../../src-renderer/link/backoff.ts';

describe('backoff', () => {
  test('never waits less than a second or more than half a minute, whatever the dice say', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.array(random, { minLength: 1, maxLength: 40 }), (dice) => {
        const rolls = [...dice];
        const backoff = createBackoff(() => rolls.shift() ?? 0);
        for (const waitMs of dice.map(() => backoff.next())) {
          expect(waitMs).toBeGreaterThanOrEqual(reconnectRange.minMs);
          expect(waitMs).toBeLessThanOrEqual(reconnectRange.maxMs);
        }
      }),
    );
  });

  test('doubles from try to try until the ceiling', () => {
    const backoff = createBackoff(() => 0);
    const waits = Array.from({ length: 7 }, () => backoff.next());
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  test('spreads the pages of a household over the upper half of a step', () => {
    expect(createBackoff(() => 0).next()).toBe(1_000);
    expect(createBackoff(() => 0.999).next()).toBeCloseTo(1_999, 0);
  });

  test('starts again from the shortest after a success', () => {
    const backoff = createBackoff(() => 0);
    backoff.next();
    backoff.next();
    backoff.reset();
    expect(backoff.next()).toBe(1_000);
  });
});
