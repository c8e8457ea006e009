import type { ProcessesValue, ProcessRow } from '../../src-shared/metrics/processes.ts';
import { topRows } from '../../src-shared/metrics/top-rows.ts';

/** The top processes of one reading. */
export interface TopProcesses {
  readonly t: number;
  readonly top: readonly ProcessRow[];
}

/** The busiest and the largest processes of a reading, busiest first. */
export function topOf(t: number, { top }: ProcessesValue): TopProcesses {
  return { t, top: topRows(top) };
}

/** The reading nearest to a moment, and at most `withinMs` from it. */
export function nearestTop(t: number, withinMs: number, readings: readonly TopProcesses[]): TopProcesses | null {
  return readings.reduce<TopProcesses | null>((best, one) => {
    const distanceMs = Math.abs(one.t - t);
    return distanceMs <= withinMs && (best === null || distanceMs < Math.abs(best.t - t)) ? one : best;
  }, null);
}
