import { expect, test } from 'vitest';
import { openKept, start } from './kept-history.ts';

const hourTicks = 3_600;

test('minimum, average, maximum and p95 are those of every reading, compressed or not, whatever the points', () => {
  const kept = openKept();
  // Each number from 1 to 100 equally often, in an order that jumps: 37 and 100 have no divisor in common.
  const numbers = Array.from({ length: 1.5 * hourTicks }, (_, n) => ((n * 37) % 100) + 1);
  for (const [n, value] of numbers.entries()) kept.keep(start + n * 1_000, value);
  // The last second has passed too.
  kept.clock.advance(1_000);
  const span = { from: start, to: start + numbers.length * 1_000 };
  for (const points of [1, 90, 2_000]) {
    const [line] = kept.history.range({ series: ['load.one'], ...span, points, summary: true }).series;
    expect(line?.summary).toEqual({ min: 1, avg: 50.5, max: 100, p95: 95, noDataMs: 0 });
  }
  kept.history.close();
});

test('a rare peak is in the maximum and not in the p95, and time without readings weighs nothing', () => {
  const kept = openKept();
  // 970 quiet seconds, 30 loud ones: 3 % of the time that was measured, but more of the readings before the gap.
  for (let n = 0; n < 1_000; n += 1) kept.keep(start + n * 1_000, n < 30 ? 90 : 10);
  for (let n = 2_000; n < 2_100; n += 1) kept.keep(start + n * 1_000, 20);
  const ask = (from: number, to: number) =>
    kept.history.range({
      series: ['load.one'],
      from: start + from * 1_000,
      to: start + to * 1_000,
      points: 10,
      summary: true,
    }).series[0]?.summary;
  expect(ask(0, 1_000)).toEqual({ min: 10, avg: 12.4, max: 90, p95: 10, noDataMs: 0 });
  expect(ask(0, 100)).toMatchObject({ p95: 90 });
  expect(ask(0, 2_100)).toMatchObject({ max: 90, p95: 20, noDataMs: 1_000_000 });
  kept.history.close();
});
