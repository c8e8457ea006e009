import { describe, expect, test } from 'vitest';
import { createFastSeries, fastWindowMs } from '../../../src-renderer/focus/fast-series.svelte.ts';
import { sampleAt } from './some-focus.ts';

describe('the series of a focused card', () => {
  const fill = (from: number, to: number) => {
    const series = createFastSeries('cpu');
    const shown: (number | undefined)[] = [];
    for (let t = from; t <= to; t += 100) {
      series.take(sampleAt(t));
      shown.push(series.shown?.t);
    }
    return { series, shown };
  };

  test('gives every point to the charts, and the numbers at most four a second', () => {
    const { series, shown } = fill(0, 2_000);
    expect(series.points.end - series.points.start).toBe(21);
    expect(series.endMs).toBe(2_000);
    expect(new Set(shown).size).toBeLessThanOrEqual(8);
    expect(2_000 - (shown.at(-1) ?? 0)).toBeLessThan(250);
  });

  test('keeps no more than is shown', () => {
    const { series } = fill(0, 3 * fastWindowMs);
    const { start, end, t } = series.points;
    expect(end - start).toBeLessThan(fastWindowMs / 100 + 10);
    expect(t[end - 1]).toBe(3 * fastWindowMs);
  });

  test('takes nothing while it is frozen, and goes on with what comes next, after a hole', () => {
    const { series } = fill(0, 1_000);
    const { shown } = series;
    const rows = series.points.end;
    series.freeze(true);
    for (let t = 1_100; t <= 5_000; t += 100) series.take(sampleAt(t));
    expect([series.endMs, series.shown, series.points.end]).toEqual([1_000, shown, rows]);
    series.freeze(false);
    expect(series.endMs).toBe(1_000);
    series.take(sampleAt(5_100));
    expect([series.endMs, series.shown?.t]).toEqual([5_100, 5_100]);
    expect(series.points.isHole(rows)).toBe(true);
  });

  test('stays empty while it is frozen before the first', () => {
    const series = createFastSeries('cpu');
    series.freeze(true);
    series.take(sampleAt(1_000));
    expect([series.endMs, series.shown, series.points.end]).toEqual([null, undefined, 0]);
  });

  test('begins anew where the server’s clock was set back', () => {
    const { series } = fill(0, 1_000);
    series.take(sampleAt(500, 7));
    expect(series.endMs).toBe(500);
    expect(series.shown?.t).toBe(500);
  });
});
