import { describe, expect, test } from 'vitest';
import { axisScale, threeDigits, writeOnAxis, writeText, writeValue } from '../../src-shared/units.ts';

describe('three significant digits', () => {
  test.each([
    [0, '0'],
    [0.001, '0.00'],
    [0.608, '0.61'],
    [4.06, '4.06'],
    [9.994, '9.99'],
    [9.996, '10.0'],
    [79.46, '79.5'],
    [99.94, '99.9'],
    [99.96, '100'],
    [806.4, '806'],
    [-12.34, '-12.3'],
  ])('%d is written %s', (value, text) => {
    expect(threeDigits(value)).toBe(text);
  });
});

describe('values with their unit', () => {
  test.each([
    [79.5, 'percent', '79.5 %'],
    [806, 'percent', '806 %'],
    [10.7, 'load', '10.7'],
    [18.6 * 2 ** 30, 'bytes', '18.6 GiB'],
    [434 * 2 ** 20, 'bytes', '434 MiB'],
    [1012 * 2 ** 20, 'bytes', '0.99 GiB'],
    [511, 'bytes', '511 B'],
    [25.2e6, 'bytesPerSecond', '25.2 MB/s'],
    [378e3, 'bytesPerSecond', '378 kB/s'],
    [999.6e3, 'bytesPerSecond', '1.00 MB/s'],
    [911, 'bytesPerSecond', '911 B/s'],
    [1500, 'perSecond', '1.50 k/s'],
    [73.3, 'celsius', '73.3 °C'],
    [61.3, 'watts', '61.3 W'],
    [412, 'count', '412'],
    [0.4, 'milliseconds', '0.40 ms'],
    [47.4, 'minutes', '47 min'],
    [200, 'minutes', '3 h 20 min'],
  ] as const)('%d %s is written %s', (value, unit, text) => {
    expect(writeText(value, unit)).toBe(text);
  });

  test('keep number and unit apart for those who set them differently', () => {
    expect(writeValue(18.6 * 2 ** 30, 'bytes')).toEqual({ text: '18.6', unit: 'GiB' });
  });
});

describe('an axis', () => {
  test('is written in one step of its unit', () => {
    const scale = axisScale(31.2 * 2 ** 30, 'bytes');
    expect(scale).toEqual({ divisor: 2 ** 30, unit: 'GiB', base: 1024 });
    expect([0, 8, 31.2].map((gib) => writeOnAxis(gib * 2 ** 30, scale))).toEqual(['0', '8', '31.2']);
  });

  test('writes no zeros that say nothing', () => {
    const scale = axisScale(200e6, 'bytesPerSecond');
    expect([200e6, 100e6, 0.5e6].map((value) => writeOnAxis(value, scale))).toEqual(['200', '100', '0.5']);
  });

  test('has the unit of a unit without steps', () => {
    expect(axisScale(100, 'percent')).toEqual({ divisor: 1, unit: '%', base: 1 });
  });
});
