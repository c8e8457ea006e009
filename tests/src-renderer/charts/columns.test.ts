import { describe, expect, test } from 'vitest';
import { bandReader, bandWords, columnReader, combineValues } from '../../../src-renderer/charts/columns.ts';
import { holdsAny, windowStats } from '../../../src-renderer/charts/stats.ts';
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

  test('a window holds anything as soon as one column does', () => {
    expect(holdsAny(buffer, 0, 2000)).toBe(true);
    expect(holdsAny(buffer, 3000, 4000)).toBe(false);
    expect(holdsAny(bufferOf([0, 1000], { a: [none, none], b: [none, 1] }), 0, 999)).toBe(false);
    expect(holdsAny(bufferOf([0, 1000], { a: [none, none], b: [none, 1] }), 0, 1000)).toBe(true);
  });

  test('are none for a window without values', () => {
    const values = buffer.columns.get('a@y') ?? new Float64Array(0);
    expect(windowStats(buffer, values, 500, 2000)).toBeNull();
  });
});

describe('the band of a line', () => {
  const columns = new Map(
    Object.entries({ 'a@x': [3, 4], 'a@y': [30, 40] }).map(([key, all]) => [key, Float64Array.from(all)]),
  );
  const buckets = { stepMs: 1000, spread: true, periodMs: 1000, fromMs: 0, toMs: 2000, lows: columns, highs: columns };
  const stored = { ...bufferOf([0, 1000], { 'a@x': [3, 4], 'a@y': [30, 40] }), buckets };
  const boundsOf = (keys: readonly string[], combine: 'sum' | 'max' | 'mean') =>
    bandReader({ keys, combine })(stored)?.bounds;

  test('of several columns is what they may have reached together; the highest of all was that of one', () => {
    expect(boundsOf(['a@x'], 'sum')).toEqual({ atLeast: false, atMost: false });
    expect(boundsOf(['a@x', 'gone'], 'sum')).toEqual({ atLeast: false, atMost: false });
    expect(boundsOf(['a@x', 'a@y'], 'sum')).toEqual({ atLeast: true, atMost: true });
    expect(boundsOf(['a@x', 'a@y'], 'mean')).toEqual({ atLeast: true, atMost: true });
    expect(boundsOf(['a@x', 'a@y'], 'max')).toEqual({ atLeast: true, atMost: false });
  });

  test('says so in words', () => {
    expect(bandWords('3 kB/s', '20 kB/s', { atLeast: false, atMost: false })).toBe('3 kB/s to 20 kB/s');
    expect(bandWords('3 kB/s', '20 kB/s', { atLeast: true, atMost: true })).toBe('3 kB/s to at most 20 kB/s');
  });
});
