import { expect, test } from 'vitest';
import { openKept, start } from './kept-history.ts';
import { toldBy } from '../../support/told.ts';

const hour = 3_600_000;

function values(kept: ReturnType<typeof openKept>, from: number, to: number) {
  return kept.history.range({ series: ['load.one'], from, to, points: 2_000 });
}

test('a clock that is set back replaces what it lives through again, and nothing else', () => {
  const kept = openKept();
  for (let n = 0; n < 100; n += 1) kept.keep(start + n * 1_000, n);
  kept.history.gap(start + 99_000, start + 50_000);
  for (let n = 50; n < 60; n += 1) kept.keep(start + n * 1_000, 1_000 + n);
  const { series, step } = values(kept, start, start + 100_000);
  expect(step).toBe(1_000);
  expect(series[0]?.avg).toEqual(Array.from({ length: 100 }, (_, n) => (n >= 50 && n < 60 ? 1_000 + n : n)));
  expect(kept.history.marks({ from: start, to: start + hour })).toEqual([start, start + 50_000, start + 99_000]);
  kept.history.close();
});

test('a clock that is set back into hours that are compressed already joins them', () => {
  const kept = openKept({ everyMs: 10_000 });
  for (let n = 0; n < 4 * 360; n += 1) kept.keep(start + n * 10_000, 1);
  const back = start + hour / 2;
  kept.history.gap(start + 4 * hour, back);
  for (let n = 0; n < 2 * 360; n += 1)
    kept.history.append(back + n * 10_000, { load: { one: 2, five: 2, fifteen: 2 } });
  const { series, t } = values(kept, start, start + 3 * hour);
  expect(series[0]?.avg).toEqual(t.map((at) => (at >= back && at < back + 2 * hour ? 2 : 1)));
  const span = { from: start, to: start + 3 * hour };
  const times = toldBy(kept.history.stretches('load.one', '*', span)).map(([at]) => at);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  kept.history.close();
});

test('a clock that jumps ahead by years makes nothing old at once', () => {
  const kept = openKept({ everyMs: 60_000 });
  for (let n = 0; n < 180; n += 1) kept.keep(start + n * 60_000, 5);
  const years = 5 * 365 * 24 * hour;
  for (let n = 0; n < 30; n += 1)
    kept.history.append(start + years + n * 60_000, { load: { one: 1, five: 1, fifteen: 1 } });
  for (let n = 180; n < 240; n += 1) kept.keep(start + n * 60_000, 5);
  const { series } = values(kept, start, start + 4 * hour);
  expect(series[0]?.avg).toEqual(Array.from({ length: 240 }, () => 5));
  kept.history.close();
});
