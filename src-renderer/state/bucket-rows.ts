/** Values further apart than a bucket and this many periods have a hole between them. */
export const holePeriods = 2.5;

/** Buckets of one metric while they are filled: rows by time, with a row of NaN for each hole. */
export interface BucketRows {
  readonly capacity: number;
  readonly stepMs: number;
  readonly periodMs: number;
  readonly t: Float64Array;
  /** Start of the bucket; NaN marks the row of a hole. */
  readonly starts: Float64Array;
  end: number;
  readonly columns: Map<string, BucketColumn>;
}

/** Three numbers per row. */
export interface BucketColumn {
  readonly avg: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Makes rows of which none is filled. */
export function createBucketRows(capacity: number, stepMs: number, periodMs: number): BucketRows {
  const nothing = () => new Float64Array(capacity).fill(Number.NaN);
  return { capacity, stepMs, periodMs, t: nothing(), starts: nothing(), end: 0, columns: new Map() };
}

/** The column of a series, made where there is none yet. */
export function columnOf(rows: BucketRows, key: string): BucketColumn {
  const known = rows.columns.get(key);
  if (known !== undefined) return known;
  const nothing = () => new Float64Array(rows.capacity).fill(Number.NaN);
  const column = { avg: nothing(), low: nothing(), high: nothing() };
  rows.columns.set(key, column);
  return column;
}

/** Adds the row of a bucket, after that of a hole where one lies before it; `null` where there is no room left. */
export function openBucket(rows: BucketRows, startMs: number): number | null {
  if (rows.end + 2 > rows.capacity) return null;
  const before = rows.starts[rows.end - 1] ?? Number.NaN;
  if (startMs - before > rows.stepMs + holePeriods * rows.periodMs)
    put(rows, (before + startMs + rows.stepMs) / 2, Number.NaN);
  return put(rows, startMs + rows.stepMs / 2, startMs);
}

function put(rows: BucketRows, t: number, startMs: number): number {
  const row = rows.end;
  rows.t[row] = t;
  rows.starts[row] = startMs;
  for (const { avg, low, high } of rows.columns.values()) avg[row] = low[row] = high[row] = Number.NaN;
  rows.end += 1;
  return row;
}
