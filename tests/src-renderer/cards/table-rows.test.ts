import { expect, test } from 'vitest';
import { fieldLines } from '../../../src-renderer/cards/block-lines.ts';
import { tableRows } from '../../../src-renderer/cards/table-rows.ts';
import { createMetricPoints } from '../../../src-renderer/state/metric-points.ts';
import { load } from '../../../src-shared/metrics/load.ts';

test('a table tells a sample without a value from a stretch without samples', () => {
  const points = createMetricPoints(load);
  points.insert(1_000, { one: 1.5, five: null, fifteen: null }, 1_000);
  points.insert(9_000, { one: null, five: 0.25, fifteen: null }, 1_000);
  points.insert(10_000, { one: 2, five: 0.5, fifteen: null }, 1_000);
  const lines = fieldLines(
    [
      { field: 'one', label: '1 min', colour: 'blue' },
      { field: 'five', label: '5 min', colour: 'sky' },
    ],
    false,
  ).toReversed();
  const { rows, total } = tableRows(
    points,
    lines.map((line) => ({ line, unit: 'load' })),
    { startMs: 0, endMs: 9_500 },
    0,
    60,
  );
  expect(total).toBe(3);
  expect(rows).toEqual([
    { ms: 9_000, texts: ['none', '0.25'] },
    { ms: 5_000, texts: null },
    { ms: 1_000, texts: ['1.50', 'none'] },
  ]);
});
