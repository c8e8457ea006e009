import { describe, expect, test } from 'vitest';
import { firstAtOrAfter, nearestIndex } from '../../../src-renderer/charts/nearest.ts';

const t = Float64Array.from([-1, -1, 100, 200, 300, 400, 9]);

describe('finding a point by its time', () => {
  test('finds the first that is not before a time', () => {
    expect([50, 100, 101, 400].map((ms) => firstAtOrAfter(t, 2, 6, ms))).toEqual([2, 2, 3, 5]);
  });

  test('finds the end when all are before', () => {
    expect(firstAtOrAfter(t, 2, 6, 401)).toBe(6);
  });

  test('finds the nearest on either side, the earlier one at equal distance', () => {
    expect([0, 149, 150, 151, 999].map((ms) => nearestIndex(t, 2, 6, ms))).toEqual([2, 2, 2, 3, 5]);
  });

  test('finds none where there is none', () => {
    expect(nearestIndex(t, 2, 2, 100)).toBe(-1);
  });
});
