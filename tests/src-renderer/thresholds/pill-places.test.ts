import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pillGapPx, pillPlaces } from '../../../src-renderer/thresholds/pill-places.ts';

describe('the places of pills', () => {
  test('are those of their lines while there is room', () => {
    expect(pillPlaces([40, 100], 10, 200)).toEqual([40, 100]);
  });

  test('move apart by as little as is needed, each by the same', () => {
    expect(pillPlaces([50, 53], 10, 200)).toEqual([40, 63]);
  });

  test('stay within the chart, also where two want its edge', () => {
    expect(pillPlaces([10, 12], 10, 200)).toEqual([10, 33]);
    expect(pillPlaces([200, 199], 10, 200)).toEqual([200, 177]);
  });

  test('keep their order and their distance, for any lines', () => {
    const lines = fc.array(fc.double({ min: -50, max: 350, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lines, (wanted) => {
        const places = pillPlaces(wanted, 10, 300);
        const sorted = wanted.map((y, index) => ({ y, place: places[index] ?? Number.NaN }));
        sorted.sort((a, b) => a.y - b.y || a.place - b.place);
        for (const [index, one] of sorted.entries()) {
          expect(one.place).toBeGreaterThanOrEqual(10 - 1e-9);
          expect(one.place).toBeLessThanOrEqual(300 + 1e-9);
          const before = sorted[index - 1];
          if (before !== undefined) expect(one.place - before.place).toBeGreaterThanOrEqual(pillGapPx - 1e-9);
        }
      }),
    );
  });
});
