import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import type { BehindLine } from '../charts/large-picture.ts';

/** The averages of the first series of an answer, moved `shiftMs` later so that they lie behind today's. */
export function shiftedPoints({ t, step, series }: HistoryAnswer, shiftMs: number): BehindLine | null {
  const [first] = series;
  if (first === undefined) return null;
  // A bucket tells of the stretch that follows its start; its middle is where the eye looks for it.
  const times = Float64Array.from(t, (start) => start + step / 2 + shiftMs);
  const values = Float64Array.from(first.avg, (value) => value ?? Number.NaN);
  return { points: { t: times, values, start: 0, end: times.length }, periodMs: step };
}
