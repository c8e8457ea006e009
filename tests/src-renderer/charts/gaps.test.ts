import { describe, expect, test } from 'vitest';
import { intersectSpans, isGap, isOverdue } from '../../../src-renderer/charts/gaps.ts';

function gapsIn(times: readonly number[], periodMs: number): number[] {
  const t = Float64Array.from(times);
  return times.flatMap((_, index) => (index > 0 && isGap(t, 0, t.length, index, periodMs) ? [index] : []));
}

describe('gap detection', () => {
  test('joins neighbours up to 2.5 periods apart', () => {
    expect(gapsIn([0, 1000, 2000, 4500, 5500], 1000)).toEqual([]);
  });

  test('breaks a line where neighbours are further apart than 2.5 periods', () => {
    expect(gapsIn([0, 1000, 2000, 4501, 5501], 1000)).toEqual([3]);
  });

  test('takes points that were asked for more rarely as what they are, up to where the pace changes', () => {
    expect(gapsIn([0, 10_000, 20_000, 30_000, 31_000, 32_000], 1000)).toEqual([]);
  });

  test('finds a hole at either end of the buffer', () => {
    expect(gapsIn([0, 9000, 10_000], 1000)).toEqual([1]);
    expect(gapsIn([0, 1000, 10_000], 1000)).toEqual([2]);
  });

  test('finds the same hole in a ring that does not begin at 0', () => {
    const t = Float64Array.from([-1, -1, 0, 9000, 10_000]);
    expect(isGap(t, 2, 5, 3, 1000)).toBe(true);
    expect(isGap(t, 2, 5, 4, 1000)).toBe(false);
  });

  test('calls the newest point overdue only after 2.5 periods', () => {
    expect(isOverdue(10_000, 12_500, 1000)).toBe(false);
    expect(isOverdue(10_000, 12_501, 1000)).toBe(true);
  });
});

describe('spans that several lines share', () => {
  test('are the stretches where every line is missing', () => {
    const left = [
      { from: 0, to: 10 },
      { from: 20, to: 40 },
    ];
    const right = [
      { from: 5, to: 25 },
      { from: 30, to: 35 },
    ];
    expect(intersectSpans(left, right)).toEqual([
      { from: 5, to: 10 },
      { from: 20, to: 25 },
      { from: 30, to: 35 },
    ]);
  });

  test('are none where one line goes on', () => {
    expect(intersectSpans([{ from: 0, to: 10 }], [])).toEqual([]);
    expect(intersectSpans([{ from: 0, to: 10 }], [{ from: 10, to: 20 }])).toEqual([]);
  });
});
