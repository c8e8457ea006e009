import { describe, expect, test } from 'vitest';
import { heatColumns, namedRows } from '../../../src-renderer/charts/heat-strip.ts';
import { bufferOf, every } from './points.ts';

const box = { left: 30, right: 130, top: 0, bottom: 40 };

function columns(times: readonly number[], values: readonly number[] = times) {
  const buffer = bufferOf(times, { 'cores@0': values }, 1);
  return heatColumns({ buffer, keys: ['cores@0'], startMs: 0, endMs: 10_000, periodMs: 1000 }, box);
}

describe('columns of a heat strip', () => {
  test('reach from one sample to the next without a seam', () => {
    const found = columns(every(1000, 11));
    expect(found[0]).toEqual({ from: 30, to: 40, index: 2 });
    expect(found.at(-1)).toEqual({ from: 120, to: 130, index: 11 });
    for (const [index, column] of found.entries()) expect(found[index + 1]?.from ?? 130).toBe(column.to);
  });

  test('leave out a hole, and mark it', () => {
    const found = columns([1000, 2000, 7000, 8000, 9000, 10_000]);
    expect(found.filter((column) => column.index < 0)).toEqual([{ from: 50, to: 90, index: -1 }]);
  });

  test('take a row of missing values in a hole for a part of it', () => {
    const found = columns([1000, 2000, 4500, 7000, 8000, 9000, 10_000], [5, 5, Number.NaN, 5, 5, 5, 5]);
    expect(found.filter((column) => column.index < 0)).toEqual([{ from: 50, to: 90, index: -1 }]);
  });

  test('mark what is overdue at the right end', () => {
    expect(columns(every(1000, 7)).at(-1)).toEqual({ from: 90, to: 130, index: -1 });
  });

  test('are one for each pixel at most', () => {
    expect(columns(every(10, 1001)).length).toBeLessThanOrEqual(100);
  });
});

test('rows are named as often as there is room', () => {
  expect(namedRows(16, 112)).toEqual([0, 5, 10, 15]);
  expect(namedRows(2, 40)).toEqual([0, 1]);
  expect(namedRows(64, 176).length).toBeLessThanOrEqual(11);
});
