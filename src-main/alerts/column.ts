import type { Stretch } from '../stretch.ts';
import type { Span } from './past.ts';

/** Averages: one for each 10 s of the last day. */
export const slotMs = 10_000;
/** Number of averages. */
export const slots = 8_640;

/** Readings of one series and instance, each in two rings that all columns fill at the same pace. */
export interface Column {
  readonly fine: Float32Array;
  readonly coarse: Float32Array;
  /** Sum and number of the readings in the newest slot. */
  slot: number;
  sum: number;
  count: number;
  firstT: number;
  lastT: number;
}

/** Makes a column without readings, for `rows` of them, with all averages or (0) none. */
export function createColumn(rows: number, coarseSlots: number, t: number): Column {
  return {
    fine: new Float32Array(rows).fill(Number.NaN),
    coarse: new Float32Array(coarseSlots).fill(Number.NaN),
    slot: -1,
    sum: 0,
    count: 0,
    firstT: t,
    lastT: t,
  };
}

/** Puts one reading into the row and into the average of its slot. */
export function fillColumn(column: Column, row: number, t: number, value: number): void {
  const slot = Math.floor(t / slotMs);
  column.fine[row] = value;
  if (column.slot !== slot) {
    column.slot = slot;
    column.sum = 0;
    column.count = 0;
  }
  column.sum += value;
  column.count += 1;
  column.coarse[slot % slots] = column.sum / column.count;
  column.lastT = t;
}

/** Which part of the rings holds what: what is the same for all columns of a buffer. */
export interface Rings {
  /** Time of each row; row `n` stands at `n % times.length`. */
  readonly times: Float64Array;
  /** Rows added so far. */
  readonly added: number;
  readonly newestSlot: number;
}

/** What a span holds of a column: the averages, and from where there are rows the rows, which say more. */
export function stretchesOfColumn(column: Column, rings: Rings, span: Span): readonly Stretch[] {
  return [...averages(column, rings, span), ...readings(column, rings, span)];
}

function averages({ coarse, firstT }: Column, { times, added, newestSlot }: Rings, span: Span): readonly Stretch[] {
  if (coarse.length === 0) return [];
  const rows = times.length;
  const fineFrom = times[Math.max(0, added - rows) % rows] ?? Infinity;
  const oldestSlot = Math.max(newestSlot - slots + 1, Math.floor(firstT / slotMs));
  const firstSlot = Math.max(oldestSlot, Math.ceil(span.from / slotMs) - 1);
  const lastSlot = Math.min(Math.ceil(span.to / slotMs) - 2, Math.floor(fineFrom / slotMs) - 1);
  const count = lastSlot - firstSlot + 1;
  if (!(count > 0)) return [];
  const values = new Float32Array(count);
  for (let n = 0; n < count; n += 1) values[n] = coarse[(firstSlot + n) % slots] ?? Number.NaN;
  const offsets = new Float64Array(count).map((_none, n) => n * slotMs);
  return [{ ...told, start: firstSlot * slotMs, offsets, values, first: 0, end: count, stepMs: slotMs }];
}

/** The ring is two stretches where the span goes on at its beginning. */
function readings({ fine }: Column, { times, added }: Rings, { from, to }: Span): readonly Stretch[] {
  const rows = times.length;
  const oldestRow = Math.max(0, added - rows);
  const firstRow = firstRowFrom(times, oldestRow, added, from);
  const endRow = firstRowFrom(times, oldestRow, added, to);
  if (firstRow >= endRow) return [];
  const turn = Math.min(endRow, (Math.floor(firstRow / rows) + 1) * rows);
  const part = (first: number, end: number): Stretch => {
    const place = first % rows;
    return { ...told, start: 0, offsets: times, values: fine, first: place, end: place + end - first, stepMs: 0 };
  };
  return turn < endRow ? [part(firstRow, turn), part(turn, endRow)] : [part(firstRow, endRow)];
}

/** Each reading that is missing has a NaN. */
const told = { periodMs: Infinity, untilMs: -Infinity };

/** The oldest row that is not before a moment; rows count up in time. */
function firstRowFrom(times: Float64Array, oldestRow: number, added: number, from: number): number {
  let low = oldestRow;
  let high = added;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle % times.length] ?? Infinity) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
