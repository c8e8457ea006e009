import { describe, expect, test } from 'vitest';
import {
  nextRange,
  nextTop,
  reaching,
  roundTop,
  valueTicks,
  writeAtEnd,
  writeAtLine,
} from '../../../src-renderer/charts/value-axis.ts';
import { axisScale } from '../../../src-shared/units.ts';

const gib = 2 ** 30;

test('an axis is lengthened to reach a level, on both sides of a zero line, and never shortened', () => {
  expect(reaching({ min: 0, max: 20 }, 15, 'load')).toEqual({ min: 0, max: 20 });
  expect(reaching({ min: 0, max: 20 }, 25, 'load')).toEqual({ min: 0, max: 30 });
  expect(reaching({ min: -80, max: 80 }, 90, 'load')).toEqual({ min: -100, max: 100 });
});

describe('a round number above the data', () => {
  test.each([
    [176e6, 200e6],
    [75.1e6, 80e6],
    [96e6, 100e6],
    [97e6, 120e6],
    [1010, 1200],
  ])('%d bytes a second reach to %d', (max, top) => {
    expect(roundTop(max, 'bytesPerSecond')).toBeCloseTo(top, 3);
  });

  test('steps in powers of two where the unit does', () => {
    expect(roundTop(17 * gib, 'bytes')).toBe(32 * gib);
    expect(roundTop(900 * 2 ** 20, 'bytes')).toBe(1024 * 2 ** 20);
  });

  test('does not blow up the noise of a quiet series', () => {
    expect(roundTop(0, 'bytesPerSecond')).toBe(1000);
    expect(roundTop(0.02, 'percent')).toBe(1);
  });
});

describe('an axis that follows its data', () => {
  test('grows at once', () => {
    expect(nextTop(100, 130, 'percent')).toBe(160);
  });

  test('stands still while the data needs more than half of it', () => {
    expect(nextTop(100, 60, 'percent')).toBe(100);
  });

  test('shrinks when the data needs little more than half', () => {
    expect(nextTop(100, 45, 'percent')).toBe(50);
  });

  test('is the same above and below zero for mirrored series', () => {
    expect(nextRange({ kind: 'symmetric' }, null, 7.5e6, 'bytesPerSecond')).toEqual({ min: -8e6, max: 8e6 });
  });

  test('keeps its floor', () => {
    expect(nextRange({ kind: 'round', floor: 10 }, null, 0.4, 'percent')).toEqual({ min: 0, max: 10 });
  });

  test('does not move where it is fixed', () => {
    expect(nextRange({ kind: 'fixed', min: 20, max: 100 }, null, 400, 'celsius')).toMatchObject({ min: 20, max: 100 });
  });
});

describe('ticks of a value axis', () => {
  test('divide shares evenly, as many as the height holds', () => {
    expect(valueTicks({ min: 0, max: 100 }, 'percent', 171)).toEqual([0, 25, 50, 75, 100]);
    expect(valueTicks({ min: 0, max: 100 }, 'percent', 130)).toEqual([0, 50, 100]);
  });

  test('begin at a low end that is not zero', () => {
    expect(valueTicks({ min: 20, max: 100 }, 'celsius', 200)).toEqual([20, 40, 60, 80, 100]);
  });

  test('end at a total that no round step divides', () => {
    expect(valueTicks({ min: 0, max: 31.2 * gib }, 'bytes', 200).map((tick) => tick / gib)).toEqual([
      0, 8, 16, 24, 31.2,
    ]);
  });

  test('leave out a step that would touch the total', () => {
    expect(valueTicks({ min: 0, max: 33 * gib }, 'bytes', 200).map((tick) => tick / gib)).toEqual([0, 8, 16, 24, 33]);
  });

  test('always have the zero line in a mirrored chart', () => {
    for (const top of [1000, 1200, 1.6e6, 80e6, 3e9]) {
      expect(valueTicks({ min: -top, max: top }, 'bytesPerSecond', 145)).toContain(0);
    }
  });

  test('are at least 40 px apart for every round top', () => {
    for (const factor of [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8]) {
      const ticks = valueTicks({ min: 0, max: factor * 10 }, 'load', 170);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeCloseTo(factor * 10, 6);
      expect(170 / (ticks.length - 1)).toBeGreaterThanOrEqual(40);
    }
  });

  test('are none without room or range', () => {
    expect(valueTicks({ min: 0, max: 0 }, 'percent', 170)).toEqual([]);
    expect(valueTicks({ min: 0, max: 100 }, 'percent', 0)).toEqual([]);
  });
});

describe('a value beside its line', () => {
  const megabytes = axisScale(4e6, 'bytesPerSecond');

  test('is in the step of the axis', () => {
    expect(writeAtLine(1_250_000, megabytes, 'bytesPerSecond')).toEqual({ text: '1.25', unit: '' });
    expect(writeAtLine(0, megabytes, 'bytesPerSecond')).toEqual({ text: '0', unit: '' });
    expect(writeAtEnd(0.01, axisScale(4, 'load'), 'load')).toBe('0.01');
  });

  test('keeps its digits in a step of its own where the axis would leave fewer than two', () => {
    expect(writeAtLine(4_090, megabytes, 'bytesPerSecond')).toEqual({ text: '4.09', unit: 'kB/s' });
    expect(writeAtEnd(4_090, megabytes, 'bytesPerSecond')).toBe('4.09k');
    expect(writeAtEnd(512, megabytes, 'bytesPerSecond')).toBe('512B');
    expect(writeAtEnd(3 * 2 ** 20, axisScale(2 ** 34, 'bytes'), 'bytes')).toBe('3.00M');
    expect(writeAtEnd(12, axisScale(4_000, 'perSecond'), 'perSecond')).toBe('12/s');
  });
});
