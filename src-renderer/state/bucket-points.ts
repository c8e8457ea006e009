import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import { answerColumns } from './answer-columns.ts';
import { columnOf, createBucketRows, holePeriods, openBucket, type BucketColumn } from './bucket-rows.ts';
import { joinTail } from './join-tail.ts';
import type { MetricBuffer } from './model.ts';

/** Rows kept free for the samples that come in after the answer: what the page's own buffers can hold at the most. */
const tailMs = 80 * 60_000;

/** How the buckets of one answer were made. */
export interface BucketSource {
  readonly answer: HistoryAnswer;
  /** Longest time between two readings of the metric, ms. */
  readonly periodMs: number;
  /** Moment up to which the answer is complete: samples from then on are not in it. */
  readonly untilMs: number;
  /** Samples will be joined. */
  readonly live: boolean;
  /** False for columns that the page's filter leaves out. */
  readonly keeps: (key: string) => boolean;
}

/** Stored buckets of one metric, to which live samples can be joined. */
export interface BucketPoints extends MetricBuffer {
  readonly buckets: NonNullable<MetricBuffer['buckets']>;
  /** Numbers held, for bounding memory. */
  readonly cells: number;
  /** Puts what has come in after the answer at its end, in buckets of the same length. */
  join(samples: MetricBuffer): void;
}

let made = 0;

/**
 * Makes drawable points of an answer. A bucket's point stands in its middle. Buckets without any value are left out
 * where the metric is only read more rarely than that; a longer absence becomes a row of NaN.
 */
export function createBucketPoints({ answer, periodMs, untilMs, live, keeps }: BucketSource): BucketPoints {
  made += 1;
  const serial = made * 1e9;
  const { t: starts, step: stepMs } = answer;
  const own = answerColumns(answer, keeps);
  const spare = live ? Math.ceil(tailMs / stepMs) + 2 : 0;
  const rows = createBucketRows(2 * (starts.length + spare), stepMs, periodMs);
  for (const { key } of own) columnOf(rows, key);
  let spread = false;
  for (const [index, startMs] of starts.entries()) {
    if (own.every(({ avg }) => typeof avg[index] !== 'number')) continue;
    const row = openBucket(rows, startMs);
    if (row === null) break;
    for (const { key, avg, min, max } of own) {
      const column = columnOf(rows, key);
      column.avg[row] = avg[index] ?? Number.NaN;
      column.low[row] = min[index] ?? Number.NaN;
      column.high[row] = max[index] ?? Number.NaN;
      if ((column.high[row] ?? 0) > (column.low[row] ?? 0)) spread = true;
    }
  }
  const tail = joinTail(rows, untilMs);
  let joined = Number.NaN;
  let version = serial;
  const view = (pick: (column: BucketColumn) => Float64Array) => {
    let seen = -1;
    let map: ReadonlyMap<string, Float64Array> = new Map();
    return () => {
      if (seen !== rows.columns.size) map = new Map([...rows.columns].map(([key, column]) => [key, pick(column)]));
      seen = rows.columns.size;
      return map;
    };
  };
  const averages = view(({ avg }) => avg);
  const lows = view(({ low }) => low);
  const highs = view(({ high }) => high);

  return {
    start: 0,
    get end() {
      return rows.end;
    },
    t: rows.t,
    isHole: (row) => row < rows.end && Number.isNaN(rows.starts[row]),
    get columns() {
      return averages();
    },
    get version() {
      return version;
    },
    buckets: {
      stepMs,
      spread,
      periodMs: stepMs / holePeriods + periodMs,
      fromMs: answer.from,
      toMs: untilMs,
      get lows() {
        return lows();
      },
      get highs() {
        return highs();
      },
    },
    cells: 3 * rows.capacity * (own.length + 1),
    join(samples) {
      if (samples.version === joined) return;
      joined = samples.version;
      version += 1;
      tail(samples);
    },
  };
}
