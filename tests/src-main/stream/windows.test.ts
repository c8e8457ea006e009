import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passesWindow } from '../../../src-main/stream/windows.ts';

/** The times that pass, of samples at `times`. */
function passing(times: readonly number[], windowMs: number | null): number[] {
  return times.filter((t, index) => passesWindow(t, times[index - 1] ?? null, windowMs));
}

describe('windows of a slower viewer', () => {
  test('let everything pass without an interval', () => {
    expect(passing([1, 2, 3], null)).toEqual([1, 2, 3]);
  });

  test('let the first sample of each window pass, however late it comes', () => {
    expect(passing([0, 1_003, 2_001, 4_999, 5_002, 6_000, 12_700, 13_700], 5_000)).toEqual([0, 5_002, 12_700]);
  });

  test('are not stuck after the clock was set back', () => {
    expect(passing([50_000, 51_000, 20_000, 21_000, 25_000], 5_000)).toEqual([50_000, 20_000, 25_000]);
  });

  test('let exactly one sample pass for each window that has any', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 100 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 100, max: 60_000 }), (steps, windowMs) => {
        let t = 1_700_000_000_000;
        const times = steps.map((step) => (t += step));
        const windows = [...new Set(times.map((time) => Math.floor(time / windowMs)))];
        expect(passing(times, windowMs).map((time) => Math.floor(time / windowMs))).toEqual(windows);
      }),
    );
  });
});
