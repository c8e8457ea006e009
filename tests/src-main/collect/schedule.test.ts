import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDue, isGap, isTooLate, nextTick, periodOf } from '../../../src-main/collect/schedule.ts';

describe('the grid of ticks', () => {
  test('lies on multiples of the period on the wall clock', () => {
    expect(nextTick(10_200, Number.NaN, 1000)).toBe(11_000);
    expect(nextTick(11_000, 11_000, 1000)).toBe(12_000);
    expect(nextTick(11_004, 11_000, 1000)).toBe(12_000);
    expect(nextTick(61_000, 60_000, 60_000)).toBe(120_000);
  });

  test('leaves at least half a period after a sample beside the grid', () => {
    expect(nextTick(10_950, 10_950, 1000)).toBe(12_000);
    expect(nextTick(10_450, 10_450, 1000)).toBe(11_000);
  });

  test('never goes behind the last sample when the clock was set back a little', () => {
    expect(nextTick(9_700, 11_000, 1000)).toBe(12_000);
  });

  test('always goes forward, on a multiple', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e13 }), fc.integer({ min: 100, max: 60_000 }), (nowMs, everyMs) => {
        const next = nextTick(nowMs, nowMs, everyMs);
        return next > nowMs && next % everyMs === 0 && next <= nowMs + 1.5 * everyMs;
      }),
    );
  });

  test('a tick that comes nearer to the next point is too late', () => {
    expect(isTooLate(11_500, 11_000, 1000)).toBe(false);
    expect(isTooLate(11_501, 11_000, 1000)).toBe(true);
  });
});

describe('the period of a metric', () => {
  test('is its own, whoever watches, where watching makes no difference', () => {
    expect(periodOf({ everyMs: 0 }, null)).toBe(0);
    expect(periodOf({ everyMs: 10_000 }, 1000)).toBe(10_000);
  });

  test('is the slow one until somebody asks for more, and never shorter than its own', () => {
    const table = { everyMs: 1000, unwatchedEveryMs: 5000 };
    expect(periodOf(table, null)).toBe(5000);
    expect(periodOf(table, 2000)).toBe(2000);
    expect(periodOf(table, 100)).toBe(1000);
    expect(periodOf(table, 60_000)).toBe(5000);
  });
});

describe('a metric is due', () => {
  test('in the first tick of each of its windows, wherever in the window that lies', () => {
    const due = [9_000, 10_000, 11_000, 19_000, 22_000, 23_000, 30_000];
    const read: number[] = [];
    for (const t of due) if (isDue(t, read.at(-1) ?? Number.NaN, 10_000)) read.push(t);
    expect(read).toEqual([9_000, 10_000, 22_000, 30_000]);
  });

  test('at every tick without a period of its own, and when it was not read yet', () => {
    expect(isDue(1, 1, 0)).toBe(true);
    expect(isDue(5_000, Number.NaN, 10_000)).toBe(true);
  });
});

describe('a gap', () => {
  const before = { wallMs: 1_000_000, monotonicMs: 500 };
  const after = (wallMs: number, monotonicMs: number) => ({
    wallMs: before.wallMs + wallMs,
    monotonicMs: before.monotonicMs + monotonicMs,
  });

  test('is a suspend, during which only the wall clock goes on', () => {
    expect(isGap(before, after(60_000, 1000), 1000)).toBe(true);
  });

  test('is a clock that was set, forward or back', () => {
    expect(isGap(before, after(-3_600_000, 1000), 1000)).toBe(true);
    expect(isGap(before, after(3_600_000, 1000), 1000)).toBe(true);
  });

  test('is no correction below two seconds, nor below one period', () => {
    expect(isGap(before, after(2_900, 1000), 1000)).toBe(false);
    expect(isGap(before, after(-900, 1000), 1000)).toBe(false);
    expect(isGap(before, after(90_000, 60_000), 60_000)).toBe(false);
    expect(isGap(before, after(130_000, 60_000), 60_000)).toBe(true);
  });

  test('is a stall of more than three periods and three seconds', () => {
    expect(isGap(before, after(3_500, 3_500), 1000)).toBe(true);
    expect(isGap(before, after(2_900, 2_900), 100)).toBe(false);
    expect(isGap(before, after(3_500, 3_500), 2000)).toBe(false);
  });
});
