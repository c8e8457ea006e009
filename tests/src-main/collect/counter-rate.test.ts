import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counterGrowth, ratePerSecond } from '../../../src-main/collect/counter-rate.ts';

const wrapAt = 2 ** 32;

describe('the growth of a counter', () => {
  test('is the difference while the counter grows', () => {
    expect(counterGrowth(1000, 1500, 0)).toBe(500);
    expect(counterGrowth(wrapAt * 3, wrapAt * 3 + 7, 0)).toBe(7);
  });

  test('goes through zero when a 32-bit counter runs over', () => {
    expect(counterGrowth(wrapAt - 100, 50, 1000)).toBe(150);
  });

  test('is unknown when the device started anew', () => {
    expect(counterGrowth(5000, 10, 1000)).toBeNull();
    expect(counterGrowth(wrapAt - 100, 5_000_000, 1000)).toBeNull();
  });

  test('is unknown when a counter above 32 bits goes backwards', () => {
    expect(counterGrowth(wrapAt + 10, 5, wrapAt * 2)).toBeNull();
  });

  test('is unknown without two readings', () => {
    expect(counterGrowth(Number.NaN, 5, 1000)).toBeNull();
    expect(counterGrowth(5, Number.NaN, 1000)).toBeNull();
  });
});

describe('a rate', () => {
  test('is per second, whatever time passed', () => {
    expect(ratePerSecond(100, 150, 100, 1000)).toBe(500);
    expect(ratePerSecond(100, 700, 60_000, 1000)).toBe(10);
  });

  test('is unknown when no time passed or it ran backwards', () => {
    expect(ratePerSecond(100, 150, 0, 1000)).toBeNull();
    expect(ratePerSecond(100, 150, -5, 1000)).toBeNull();
    expect(ratePerSecond(100, 150, Number.NaN, 1000)).toBeNull();
  });

  test('judges a wrap by the time that passed', () => {
    expect(ratePerSecond(wrapAt - 500, 500, 1000, 1000)).toBe(1000);
    expect(ratePerSecond(wrapAt - 500, 500, 100, 1000)).toBeNull();
  });

  test('is never negative, and never above what the hardware can do when the counter went backwards', () => {
    const counter = fc.integer({ min: 0, max: wrapAt * 2 });
    fc.assert(
      fc.property(counter, counter, fc.integer({ min: 1, max: 60_000 }), (before, now, elapsedMs) => {
        const rate = ratePerSecond(before, now, elapsedMs, 1_000_000);
        if (rate === null) return now < before;
        return rate >= 0 && (now >= before || rate <= 1_000_000 * (1 + 1e-9));
      }),
    );
  });
});
