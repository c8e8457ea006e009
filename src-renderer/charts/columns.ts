import type { Combine } from '../../src-shared/metrics/definition.ts';
import type { MetricBuffer } from '../state/model.ts';

/** A series as the page draws it: one column of a buffer, or several made into one. */
export interface ColumnSource {
  readonly keys: readonly string[];
  readonly combine: Combine;
  /** Every column must have a value (stacked lines); otherwise those that have none are passed over. */
  readonly complete?: boolean;
}

/** The name of a column in a {@link MetricBuffer}. */
export function columnKey(field: string, instance: string | null): string {
  return instance === null ? field : `${field}@${instance}`;
}

/** One value from several; NaN is "no value here". */
export function combineValues(values: Iterable<number>, combine: Combine, complete = false): number {
  let count = 0;
  let total = 0;
  let most = Number.NaN;
  for (const value of values) {
    if (Number.isNaN(value)) {
      if (complete) return Number.NaN;
      continue;
    }
    count += 1;
    total += value;
    most = count === 1 ? value : Math.max(most, value);
  }
  if (count === 0) return Number.NaN;
  if (combine === 'max') return most;
  return combine === 'mean' ? total / count : total;
}

/** Which numbers of a buffer are read. */
type PickColumns = (buffer: MetricBuffer) => ReadonlyMap<string, Float64Array>;

/**
 * Reads a source from its buffer: values index for index with the buffer's `t`. A single column is handed out as it
 * is; several are worked out once for each version of the buffer, into an array that is used again.
 */
export function columnReader(
  source: ColumnSource,
  columnsOf: PickColumns = ({ columns }) => columns,
): (buffer: MetricBuffer) => Float64Array {
  let own = new Float64Array(0);
  let version = Number.NaN;
  return (buffer) => {
    const columns = source.keys.map((key) => columnsOf(buffer).get(key)).filter((one) => one !== undefined);
    const missing = source.complete === true && columns.length < source.keys.length;
    const [only] = columns;
    if (only !== undefined && columns.length === 1 && !missing) return only;
    if (version === buffer.version && own.length === buffer.t.length) return own;
    version = buffer.version;
    if (own.length !== buffer.t.length) own = new Float64Array(buffer.t.length);
    if (missing) return own.fill(Number.NaN);
    const row = columns.map(() => Number.NaN);
    for (let i = buffer.start; i < buffer.end; i += 1) {
      for (const [index, column] of columns.entries()) row[index] = column[i] ?? Number.NaN;
      own[i] = combineValues(row, source.combine, source.complete);
    }
    return own;
  };
}

/** Lowest and highest values of the buckets, index for index with `t`. */
export interface BandValues {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly bounds: BandBounds;
}

/**
 * Which ends of a band are only what it may have reached. Of several columns made into one each has its own lowest and
 * highest, and the peaks of two interfaces need not have been at the same moment: their sum was that at most.
 */
export interface BandBounds {
  readonly atLeast: boolean;
  readonly atMost: boolean;
}

/** Reads the band of a source; `null` for samples. */
export function bandReader(source: ColumnSource): (buffer: MetricBuffer) => BandValues | null {
  const low = columnReader(source, ({ buckets, columns }) => buckets?.lows ?? columns);
  const high = columnReader(source, ({ buckets, columns }) => buckets?.highs ?? columns);
  return (buffer) => {
    if (buffer.buckets === undefined) return null;
    const several = buffer.buckets.spread && source.keys.filter((key) => buffer.columns.has(key)).length > 1;
    // The highest of all was the highest of one.
    const bounds = { atLeast: several, atMost: several && source.combine !== 'max' };
    return { low: low(buffer), high: high(buffer), bounds };
  };
}

/** The ends of a band in words: `3 kB/s to 20 kB/s`, `3 kB/s to at most 20 kB/s`. */
export function bandWords(low: string, high: string, { atMost }: BandBounds): string {
  return `${low} to ${atMost ? 'at most ' : ''}${high}`;
}
