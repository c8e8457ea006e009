import { expect, test } from 'vitest';
import { readingsOf } from '../../../src-shared/metrics/readings.ts';
import { createColumns } from '../../../src-main/history/columns.ts';
import { createLayoutShapes } from '../../../src-main/history/layout-shapes.ts';
import { createShapes } from '../../../src-main/history/tick-row.ts';

const { layout } = readingsOf({ temperature: { chip: 40, disk: 30, fan: 20 } });
const { NaN: none } = Number;

function make() {
  const columns = createColumns();
  return { columns, shapeOf: createLayoutShapes(columns, createShapes()) };
}

test('equal ticks share a shape', () => {
  const { shapeOf } = make();
  const first = shapeOf(layout, Float32Array.of(1, 2, 3));
  expect(shapeOf(layout, Float32Array.of(4, 5, 6))).toBe(first);
  expect([...(first?.ids ?? [])]).toEqual([1, 2, 3]);
});

test('what could not be read has no column, until it can be', () => {
  const { columns, shapeOf } = make();
  expect([...(shapeOf(layout, Float32Array.of(1, none, 3))?.ids ?? [])]).toEqual([1, 2]);
  expect(columns.find('temperature.celsius', 'disk')).toBeUndefined();
  expect([...(shapeOf(layout, Float32Array.of(1, 2, 3))?.ids ?? [])]).toEqual([1, 3, 2]);
  expect([...(shapeOf(layout, Float32Array.of(1, 2, none))?.ids ?? [])]).toEqual([1, 3]);
  expect(shapeOf(layout, Float32Array.of(none, none, none))).toBeNull();
});

test('the number of a forgotten column is not used again', () => {
  const { columns, shapeOf } = make();
  shapeOf(layout, Float32Array.of(1, 2, 3));
  columns.forget(2);
  expect([...(shapeOf(layout, Float32Array.of(1, 2, 3))?.ids ?? [])]).toEqual([1, 4, 3]);
});
