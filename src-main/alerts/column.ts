import type { Beyond, Playback, VisitPast } from './past.ts';

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

/**
 * Plays the averages, and from where there are rows the rows, which say more. A million readings that all do not matter
 * are the ordinary case, so an idle visitor is not called for them.
 */
export function replayColumn(column: Column, rings: Rings, playback: Playback, visit: VisitPast): void {
  const { times, added, newestSlot } = rings;
  const { from, to, beyond } = playback;
  const rows = times.length;
  const oldestRow = Math.max(0, added - rows);
  const fineFrom = times[oldestRow % rows] ?? Infinity;
  const firstSlot = Math.max(newestSlot - slots + 1, Math.floor(column.firstT / slotMs), Math.ceil(from / slotMs) - 1);
  const newestFull = Math.min(Math.ceil(to / slotMs) - 2, Math.floor(fineFrom / slotMs) - 1);
  const lastSlot = column.coarse.length === 0 ? -1 : newestFull;
  let isIdle = playback.isIdle === true;
  for (let slot = firstSlot; slot <= lastSlot; slot += 1) {
    if (isIdle && beyond !== undefined) slot = nextBeyond(column.coarse, slot, lastSlot, beyond);
    if (slot > lastSlot) break;
    isIdle = visit((slot + 1) * slotMs, column.coarse[slot % slots] ?? Number.NaN, slotMs);
  }
  const lastRow = firstRowFrom(times, oldestRow, added, to) - 1;
  for (let row = firstRowFrom(times, oldestRow, added, from); row <= lastRow; row += 1) {
    if (isIdle && beyond !== undefined) row = nextBeyond(column.fine, row, lastRow, beyond);
    if (row > lastRow) break;
    isIdle = visit(times[row % rows] ?? Number.NaN, column.fine[row % rows] ?? Number.NaN, 0);
  }
}

/** The first place of a ring that is beyond a level, or one after the last; without a call or a division per place. */
function nextBeyond(ring: Float32Array, first: number, last: number, beyond: Beyond): number {
  const { direction, level } = beyond;
  const isAbove = direction === 'above';
  let index = first % ring.length;
  for (let place = first; place <= last; place += 1) {
    const value = ring[index] ?? Number.NaN;
    if (isAbove ? value > level : value < level) return place;
    index += 1;
    if (index === ring.length) index = 0;
  }
  return last + 1;
}

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
