import { describe, expect, test } from 'vitest';
import { columnReader, combineValues } from '../../../src-renderer/charts/columns.ts';
import { windowStats } from '../../../src-renderer/charts/stats.ts';
import { bufferOf } from './points.ts';

const none = Number.NaN;
const buffer = bufferOf([0, 1000, 2000], { 'a@x': [1, 2, none], 'a@y': [10, none, none], z: [5, 6, 7] }, 2);
const shown = (values: Float64Array): number[] => [...values.subarray(buffer.start, buffer.end)];

describe('one number from several', () => {
  test('passes over what is missing', () => {
    expect(combineValues([1, none, 3], 'sum')).toBe(4);
    expect(combineValues([1, none, 3], 'max')).toBe(3);
    expect(combineValues([1, none, 3], 'mean')).toBe(2);
  });

  test('is missing itself when all are, or when one is and all are needed', () => {
    expect(combineValues([none, none], 'sum')).toBeNaN();
    expect(combineValues([1, none], 'sum', true)).toBeNaN();
  });

  test('can be negative', () => {
    expect(combineValues([-20, -10], 'max')).toBe(-10);
  });
});

describe('reading a column', () => {
  test('hands out a single column without a copy', () => {
    expect(columnReader({ keys: ['z'], combine: 'sum' })(buffer)).toBe(buffer.columns.get('z'));
  });

  test('adds up the instances that have a value', () => {
    expect(shown(columnReader({ keys: ['a@x', 'a@y'], combine: 'sum' })(buffer))).toEqual([11, 2, none]);
  });

  test('stacks only where both have a value', () => {
    expect(shown(columnReader({ keys: ['a@x', 'a@y'], combine: 'sum', complete: true })(buffer))).toEqual([
      11,
      none,
      none,
    ]);
  });

  test('has no values for a column that is not there', () => {
    expect(shown(columnReader({ keys: ['gone'], combine: 'sum' })(buffer))).toEqual([none, none, none]);
    expect(shown(columnReader({ keys: ['z', 'gone'], combine: 'sum', complete: true })(buffer))).toEqual([
      none,
      none,
      none,
    ]);
  });

  test('works sums out again when the buffer has changed', () => {
    const read = columnReader({ keys: ['a@x', 'a@y'], combine: 'sum' });
    read(buffer);
    const later = { ...bufferOf([0, 1000, 2000], { 'a@x': [7, 7, 7], 'a@y': [1, 1, 1] }, 2), version: 2 };
    expect(shown(read(later))).toEqual([8, 8, 8]);
  });
});

describe('figures of a window', () => {
  test('count only what lies in it and has a value', () => {
    const values = buffer.columns.get('z') ?? new Float64Array(0);
    expect(windowStats(buffer, values, 500, 2000)).toEqual({ min: 6, mean: 6.5, max: 7 });
  });

  test('are none for a window without values', () => {
    const values = buffer.columns.get('a@y') ?? new Float64Array(0);
    expect(windowStats(buffer, values, 500, 2000)).toBeNull();
  });
});
