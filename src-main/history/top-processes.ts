import type { ProcessesValue, ProcessRow } from '../../src-shared/metrics/processes.ts';

/** The top processes of one reading. */
export interface TopProcesses {
  readonly t: number;
  readonly top: readonly ProcessRow[];
}

/** Rows by CPU and rows by memory that are kept of each reading. */
const mostRows = 10;

/** The busiest and the largest processes of a reading, busiest first. */
export function topOf(t: number, { top }: ProcessesValue): TopProcesses {
  const byCpu = highest(top, ({ cpu }) => cpu ?? -1);
  const byMemory = highest(top, ({ memory }) => memory ?? -1);
  return { t, top: [...byCpu, ...byMemory.filter((row) => !byCpu.includes(row))] };
}

/** The first rows by a number, without sorting the whole table: it may hold thousands, every second. */
function highest(rows: readonly ProcessRow[], weightOf: (row: ProcessRow) => number): readonly ProcessRow[] {
  const best: { readonly row: ProcessRow; readonly weight: number }[] = [];
  for (const row of rows) {
    const weight = weightOf(row);
    if (best.length === mostRows && weight <= (best.at(-1)?.weight ?? -Infinity)) continue;
    const place = best.findIndex((one) => one.weight < weight);
    best.splice(place === -1 ? best.length : place, 0, { row, weight });
    if (best.length > mostRows) best.pop();
  }
  return best.map(({ row }) => row);
}

/** The reading nearest to a moment, and at most `withinMs` from it. */
export function nearestTop(t: number, withinMs: number, readings: readonly TopProcesses[]): TopProcesses | null {
  return readings.reduce<TopProcesses | null>((best, one) => {
    const distanceMs = Math.abs(one.t - t);
    return distanceMs <= withinMs && (best === null || distanceMs < Math.abs(best.t - t)) ? one : best;
  }, null);
}
