import { createColumn, fillColumn, slotMs, slots, stretchesOfColumn, type Column } from './column.ts';
import type { Past, Piece } from './past.ts';
import type { ReadValues } from '../../src-shared/metrics/readings.ts';
import { visitReadings } from '../../src-shared/metrics/visit-readings.ts';

/** Readings of the last day, for asking what a rule would have done. */
export interface ReadingsBuffer extends Past {
  /** Takes one sample; `t` counts up. A `t` before the newest one empties the buffer: the clock was set back. */
  add(t: number, values: ReadValues): void;
  /** Remembers that the server started or a gap ended at `t`. */
  mark(t: number): void;
}

/** Bounds of a buffer. */
export interface ReadingsBufferOptions {
  /** The server's own interval, ms. */
  readonly everyMs: number;
  /** True for series to hold; asked when a series or instance is read that is not held yet. */
  readonly isKept: (series: string) => boolean;
  /** Most bytes of all columns together. Default 8 MiB. */
  readonly mostBytes?: number;
  /** Holds averages of the last day besides; not needed where the past is stored. Default true. */
  readonly averages?: boolean;
}

/** Readings themselves: the last 15 min, or as many as fit where the server samples fast. */
const fineMs = 900_000;
const mostRows = 3_600;
const mostMarks = 256;
/** Time that is played at once, ms: what does not matter is passed over quickly anyway. */
const pieceMs = 3 * 3_600_000;

/** Time for which every reading is held by a server that samples at this interval, ms. */
export function exactReachMs(everyMs: number): number {
  return Math.min(fineMs, mostRows * everyMs);
}

/** Makes an empty buffer; columns are made when a series is first read. */
export function createReadingsBuffer(options: ReadingsBufferOptions): ReadingsBuffer {
  const { everyMs, isKept, mostBytes = 8 * 1024 * 1024, averages = true } = options;
  const rows = Math.ceil(exactReachMs(everyMs) / everyMs);
  const coarseSlots = averages ? slots : 0;
  const reachMs = averages ? slots * slotMs : exactReachMs(everyMs);
  const mostColumns = Math.floor(mostBytes / ((rows + coarseSlots) * Float32Array.BYTES_PER_ELEMENT));
  /** By series, then by instance. */
  const columns = new Map<string, Map<string, Column>>();
  const times = new Float64Array(rows);
  let held = 0;
  let marks: readonly number[] = [];
  let added = 0;
  let newestSlot = -1;
  let newestT = -Infinity;

  function clear(): void {
    columns.clear();
    held = 0;
    marks = [];
    added = 0;
    newestSlot = -1;
    newestT = -Infinity;
  }

  /** Empties the row and the slots that begin now, in every column. */
  function open(row: number, slot: number): void {
    const before = newestSlot === -1 ? slot - 1 : newestSlot;
    const first = slot - Math.min(slots, slot - before) + 1;
    for (const ofSeries of columns.values()) {
      for (const { fine, coarse } of ofSeries.values()) {
        fine[row] = Number.NaN;
        for (let n = first; n <= slot; n += 1) coarse[n % slots] = Number.NaN;
      }
    }
    newestSlot = Math.max(before, slot);
  }

  function columnFor(series: string, instance: string, t: number): Column | undefined {
    const known = columns.get(series)?.get(instance);
    if (known !== undefined || !isKept(series) || !makeRoom(series, t)) return known;
    const column = createColumn(rows, coarseSlots, t);
    const ofSeries = columns.get(series) ?? new Map<string, Column>();
    columns.set(series, ofSeries.set(instance, column));
    held += 1;
    return column;
  }

  /** One series with very many instances may take half of the columns; what has not been read for as long as is held makes room. */
  function makeRoom(series: string, t: number): boolean {
    if ((columns.get(series)?.size ?? 0) >= mostColumns / 2) return false;
    if (held < mostColumns) return true;
    for (const ofSeries of columns.values()) {
      for (const [instance, { lastT }] of ofSeries) {
        if (t - lastT <= reachMs) continue;
        ofSeries.delete(instance);
        held -= 1;
        return true;
      }
    }
    return false;
  }

  return {
    add(t, values) {
      if (t <= newestT) clear();
      newestT = t;
      const row = added % rows;
      times[row] = t;
      added += 1;
      open(row, Math.floor(t / slotMs));
      visitReadings(values, (_metric, series, instance, value) => {
        const column = value === null ? undefined : columnFor(series, instance, t);
        if (column !== undefined && value !== null) fillColumn(column, row, t, value);
      });
    },
    mark(t) {
      if (t <= newestT) clear();
      marks = [...marks, t].slice(-mostMarks);
    },
    marks: ({ from, to }) => marks.filter((t) => t >= from && t < to),
    instancesOf: (series) => [...(columns.get(series)?.keys() ?? [])],
    coverage(series, instance) {
      const column = columns.get(series)?.get(instance);
      if (column === undefined) return null;
      return { from: Math.max(column.firstT, newestT - reachMs), to: column.lastT };
    },
    pieces(_series, _instance, { from, to }) {
      const pieces: Piece[] = [];
      for (let at = from; at < to; at += pieceMs)
        pieces.push({ from: at, to: Math.min(to, at + pieceMs), isQuiet: false });
      return pieces;
    },
    stretches(series, instance, span) {
      const column = columns.get(series)?.get(instance);
      return column === undefined ? [] : stretchesOfColumn(column, { times, added, newestSlot }, span);
    },
  };
}
