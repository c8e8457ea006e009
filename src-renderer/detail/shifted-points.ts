import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import { daysLater } from '../charts/days-later.ts';
import type { BehindLine } from '../charts/large-picture.ts';

/**
 * The averages of one series of an answer, moved `days` later by the clock on the wall so that they lie behind today's. An
 * hour that only one of the two days has, because clocks were changed, has nothing beside it.
 */
export function shiftedPoints({ t, step, series }: HistoryAnswer, name: string, days: number): BehindLine | null {
  const one = series.find((each) => each.series === name);
  if (one === undefined) return null;
  const times: number[] = [];
  const values: number[] = [];
  for (const [n, start] of t.entries()) {
    // A bucket tells of the stretch that follows its start; its middle is where the eye looks for it.
    const middle = start + step / 2;
    const later = daysLater(middle, days);
    if (daysLater(later, -days) !== middle) continue;
    times.push(later);
    values.push(one.avg[n] ?? Number.NaN);
  }
  return {
    points: { t: Float64Array.from(times), values: Float64Array.from(values), start: 0, end: times.length },
    periodMs: step,
  };
}
