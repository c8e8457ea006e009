import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelToPixel, pixelToLevel, reachOf } from '../../../src-renderer/thresholds/level-scale.ts';

const percent = { min: 0, max: 100, top: 8, bottom: 208, factor: 1 };

describe('the pixel of a level', () => {
  test('is the upper end for the largest value and the lower end for the smallest', () => {
    expect(levelToPixel(percent, 100)).toBe(8);
    expect(levelToPixel(percent, 0)).toBe(208);
    expect(levelToPixel(percent, 75)).toBe(58);
  });

  test('follows a share on an axis of bytes', () => {
    const memory = { ...percent, max: 32e9, factor: 32e9 / 100 };
    expect(levelToPixel(memory, 85)).toBeCloseTo(levelToPixel(percent, 85));
    expect(pixelToLevel(memory, 58)).toBeCloseTo(75);
  });

  test('lies below the zero line of a mirrored chart', () => {
    const sent = { min: -100, max: 100, top: 0, bottom: 200, factor: -1 };
    expect(levelToPixel(sent, 50)).toBe(150);
    expect(reachOf(sent)).toEqual({ low: -100, high: 100 });
  });

  test('leads back to the level, on any axis', () => {
    const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    const factors = fc.constantFrom(1, -1, 320, 1e-3);
    fc.assert(
      fc.property(
        number,
        fc.double({ min: 1, max: 1e12, noNaN: true }),
        number,
        factors,
        (min, span, level, factor) => {
          const scale = { min, max: min + span, top: 8, bottom: 178, factor };
          const back = pixelToLevel(scale, levelToPixel(scale, level));
          const size = Math.abs(level * factor) + Math.abs(min) + span;
          expect(Math.abs(back - level)).toBeLessThanOrEqual((1e-9 * size) / Math.abs(factor));
        },
      ),
    );
  });
});
