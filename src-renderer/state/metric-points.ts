import type { MetricDefinition } from '../../src-shared/metrics/definition.ts';
import { visitSeries } from '../../src-shared/metrics/series.ts';
import { columnKey } from './column-key.ts';
import type { MetricBuffer } from './model.ts';

/** Neighbours further apart than this many periods have a hole between them. */
const holePeriods = 2.5;

/** Rows of a new buffer; it doubles when it must. */
const firstRows = 256;

/** The way out if a server's clock runs wild: half an hour at ten samples a second, doubled. */
const rowsAtMost = 36_000;

/**
 * The points of one metric. Rows come in any order and are kept in order of time; between two rows that are too far
 * apart stands one row of NaN, which goes away when what was missing arrives.
 */
export interface MetricPoints extends MetricBuffer {
  /**
   * Adds a value; a second one of the same time only fills in series that the first did not have.
   * @param periodMs expected distance to the neighbours
   */
  insert(t: number, value: unknown, periodMs: number): void;
  /** Adds readings by column; where there is a value of the same time already, that one stays. */
  insertReadings(t: number, readings: ReadonlyMap<string, number>, periodMs: number): void;
  /** Forgets what is older. */
  trimBefore(t: number): void;
  /** Forgets what is newer: the server's clock was set back. */
  trimAfter(t: number): void;
  clear(): void;
}

/** Makes an empty buffer. */
export function createMetricPoints(definition: MetricDefinition): MetricPoints {
  let capacity = firstRows;
  let start = 0;
  let end = 0;
  let version = 0;
  let times = new Float64Array(capacity);
  /** Expected distance per row; 0 marks the rows of NaN that stand for a hole. */
  let periods = new Float64Array(capacity);
  const columns = new Map<string, Float64Array>();

  const isHole = (row: number) => row >= start && row < end && periods[row] === 0;
  const timeAt = (row: number) => times[row] ?? Number.NaN;

  /** First row that is not before `t`. */
  const lowerBound = (t: number): number => {
    let low = start;
    let high = end;
    if (high > low && timeAt(high - 1) < t) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (timeAt(middle) < t) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const resize = (rows: number) => {
    const copy = (from: Float64Array) => {
      const to = new Float64Array(rows);
      to.set(from.subarray(start, end));
      return to;
    };
    times = copy(times);
    periods = copy(periods);
    for (const [key, column] of columns) {
      // An interface or a disk that is gone must not be carried along for days.
      if (column.subarray(start, end).every(Number.isNaN)) columns.delete(key);
      else columns.set(key, copy(column));
    }
    end -= start;
    start = 0;
    capacity = rows;
  };

  const shift = (from: number, to: number) => {
    for (const array of [times, periods, ...columns.values()]) array.copyWithin(to, from, end);
    end += to - from;
  };
  /** Makes room for a row and the holes on either side of it, so that no index moves while they are put in. */
  const reserve = () => {
    if (end + 3 > capacity) resize((end - start) * 2 > capacity ? capacity * 2 : capacity);
  };
  const openRow = (row: number, t: number, periodMs: number) => {
    shift(row, row + 1);
    times[row] = t;
    periods[row] = periodMs;
    for (const column of columns.values()) column[row] = Number.NaN;
  };
  const closeRow = (row: number) => {
    shift(row + 1, row);
  };

  const fillCell = (row: number, key: string, reading: number) => {
    let column = columns.get(key);
    if (column === undefined) {
      column = new Float64Array(capacity).fill(Number.NaN);
      columns.set(key, column);
    }
    if (Number.isNaN(column[row])) column[row] = reading;
  };
  const fill = (row: number, value: unknown) => {
    visitSeries(definition, value, (field, instance, reading) => {
      if (reading !== null) fillCell(row, columnKey(field, instance), reading);
    });
  };
  /** Puts a row of NaN between two neighbours that are too far apart. */
  const markHole = (row: number) => {
    if (row <= start || row >= end) return;
    const before = timeAt(row - 1);
    const distance = timeAt(row) - before;
    const expected = Math.max(periods[row - 1] ?? 0, periods[row] ?? 0);
    if (distance > holePeriods * expected) openRow(row, before + distance / 2, 0);
  };

  /** Has the row of a time filled: one that is there, or a new one with the holes around it marked anew. */
  const place = (t: number, periodMs: number, fillRow: (row: number) => void) => {
    reserve();
    let row = lowerBound(t);
    version += 1;
    if (row < end && timeAt(row) === t && !isHole(row)) {
      fillRow(row);
      return;
    }
    if (isHole(row - 1)) row -= 1;
    if (isHole(row)) closeRow(row);
    openRow(row, t, periodMs);
    fillRow(row);
    markHole(row + 1);
    markHole(row);
    if (end - start > rowsAtMost) start = end - rowsAtMost;
  };

  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get t() {
      return times;
    },
    columns,
    isHole,
    get version() {
      return version;
    },
    insert(t, value, periodMs) {
      place(t, periodMs, (row) => {
        fill(row, value);
      });
    },
    insertReadings(t, readings, periodMs) {
      place(t, periodMs, (row) => {
        for (const [key, reading] of readings) fillCell(row, key, reading);
      });
    },
    trimBefore(t) {
      const first = lowerBound(t);
      if (first === start) return;
      start = isHole(first) ? first + 1 : first;
      version += 1;
    },
    trimAfter(t) {
      const past = lowerBound(t + 1);
      if (past === end) return;
      end = isHole(past - 1) ? past - 1 : past;
      version += 1;
    },
    clear() {
      start = 0;
      end = 0;
      columns.clear();
      version += 1;
    },
  };
}
