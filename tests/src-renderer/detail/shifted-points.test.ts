import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { HistoryAnswer } from '../../../src-shared/protocol/history.ts';
import { daysLater } from '../../../src-renderer/charts/days-later.ts';
import { shiftedPoints } from '../../../src-renderer/detail/shifted-points.ts';

const hour = 3_600_000;

/** Clocks are set forward on 29 March 2026 at 02:00 and back on 25 October at 03:00. */
describe('in a zone that changes its clocks', () => {
  beforeAll(() => {
    vi.stubEnv('TZ', 'Europe/Berlin');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  const at = (text: string): number => new Date(text).getTime();
  const shown = (ms: number): string => new Date(ms).toTimeString().slice(0, 5);

  /** The clock of each point, and its value; one bucket for each hour, whose value says its place. */
  function moved(from: number, hours: number, days: number): readonly string[] {
    const t = Array.from({ length: hours }, (_, n) => from + n * hour);
    const values = t.map((_, n) => n);
    const series = [{ series: 'cpu.total', unit: 'percent' as const, min: values, avg: values, max: values }];
    const answer: HistoryAnswer = { from, to: from + hours * hour, step: hour, resolutionMs: 1_000, t, series };
    const line = shiftedPoints(answer, 'cpu.total', days);
    const points = line?.points;
    return [...(points?.t ?? [])].map((ms, n) => `${shown(ms)} ${String(points?.values[n])}`);
  }

  test('the same time of the day before and of the week before is what the clock on the wall says', () => {
    const noon = at('2026-03-29T12:00:00');
    expect(daysLater(noon, -1)).toBe(at('2026-03-28T12:00:00'));
    expect(noon - daysLater(noon, -1)).toBe(23 * hour);
    expect(at('2026-10-25T12:00:00') - daysLater(at('2026-10-25T12:00:00'), -7)).toBe(169 * hour);
    expect(daysLater(at('2026-06-10T12:00:00') + 0.5, -1)).toBe(at('2026-06-09T12:00:00') + 0.5);
  });

  test('an hour that the new day does not have is left out, and nothing runs backwards', () => {
    const before = moved(at('2026-03-28T00:00:00'), 6, 1);
    expect(before).toEqual(['00:30 0', '01:30 1', '03:30 3', '04:30 4', '05:30 5']);
  });

  test('an hour that the old day has twice is there once', () => {
    // 00, 01, 02 in summer time, 02 again in winter time, 03, 04.
    expect(moved(at('2026-10-25T00:00:00'), 6, 1)).toEqual(['00:30 0', '01:30 1', '02:30 2', '03:30 4', '04:30 5']);
  });
});
