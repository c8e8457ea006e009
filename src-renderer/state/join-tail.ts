import { columnOf, openBucket, type BucketRows } from './bucket-rows.ts';
import type { MetricBuffer } from './model.ts';

/**
 * Remembers the rows of an answer, and gives the way to put newer samples behind them: each call starts again from the
 * answer. A last bucket that was only partly past goes on with them, its readings so far counted by its period.
 * @param untilMs samples from then on are not in the answer
 */
export function joinTail(rows: BucketRows, untilMs: number): (samples: MetricBuffer) => void {
  const { stepMs, periodMs } = rows;
  const base = rows.end;
  const lastStart = rows.starts[base - 1] ?? Number.NaN;
  const kept = new Map(
    [...rows.columns].map(([key, { avg, low, high }]) => [
      key,
      { avg: avg[base - 1] ?? Number.NaN, low: low[base - 1] ?? Number.NaN, high: high[base - 1] ?? Number.NaN },
    ]),
  );
  const readSoFar = Math.max(1, Math.round((untilMs - lastStart) / periodMs));

  const restore = () => {
    rows.end = base;
    if (base === 0) return;
    rows.t[base - 1] = lastStart + stepMs / 2;
    for (const [key, column] of rows.columns) {
      const last = kept.get(key);
      column.avg[base - 1] = last?.avg ?? Number.NaN;
      column.low[base - 1] = last?.low ?? Number.NaN;
      column.high[base - 1] = last?.high ?? Number.NaN;
    }
  };

  return ({ t, start, end, columns }) => {
    restore();
    const counts = new Map<string, number>();
    let row = base - 1;
    let bucket = lastStart;
    for (let i = start; i < end; i += 1) {
      const ms = t[i] ?? Number.NaN;
      if (ms < untilMs) continue;
      if (![...columns.values()].some((values) => !Number.isNaN(values[i]))) continue;
      const startMs = Math.floor(ms / stepMs) * stepMs;
      if (startMs !== bucket) {
        const opened = openBucket(rows, startMs);
        if (opened === null) return;
        row = opened;
        bucket = startMs;
        counts.clear();
      }
      for (const [key, values] of columns) {
        const value = values[i] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        const column = columnOf(rows, key);
        const known = column.avg[row] ?? Number.NaN;
        if (Number.isNaN(known)) {
          column.avg[row] = column.low[row] = column.high[row] = value;
          counts.set(key, 1);
          continue;
        }
        const count = (counts.get(key) ?? readSoFar) + 1;
        counts.set(key, count);
        column.avg[row] = known + (value - known) / count;
        column.low[row] = Math.min(column.low[row] ?? value, value);
        column.high[row] = Math.max(column.high[row] ?? value, value);
      }
      // The open bucket reaches only as far as its newest sample, so that the line goes up to the edge.
      rows.t[row] = Math.max(bucket, Math.min(bucket + stepMs / 2, ms));
    }
    const newest = t[end - 1] ?? Number.NaN;
    if (row >= base && newest > (rows.t[row] ?? Infinity) && newest < bucket + stepMs) rows.t[row] = newest;
  };
}
