import { visitReadings, type ReadValues } from './readings.ts';

/** Readings of the last day, for asking what a rule would have done. */
export interface ReadingsBuffer {
  /** Takes one sample; `t` counts up. A `t` before the newest one empties the buffer: the clock was set back. */
  add(t: number, values: ReadValues): void;
  /** Remembers that the server started or a gap ended at `t`. */
  mark(t: number): void;
  /** Starts and ends of gaps, oldest first. */
  marks(): readonly number[];
  /** Instances of a series for which anything is held. */
  instancesOf(series: string): readonly string[];
  /** Time of the oldest and newest reading held of a series and instance; `null` for none. */
  coverage(series: string, instance: string): { readonly from: number; readonly to: number } | null;
  /**
   * Calls back for each moment in `from <= t <= to`, oldest first: NaN where the series was not read at it.
   * `stepMs` is the time that the value is an average of, 0 for a reading itself.
   */
  replay(
    series: string,
    instance: string,
    range: { readonly from: number; readonly to: number },
    visit: (t: number, value: number, stepMs: number) => void,
  ): void;
}

/** Bounds of a buffer. */
export interface ReadingsBufferOptions {
  /** The server's own interval, ms. */
  readonly everyMs: number;
  /** True for series to hold; asked once for each series and instance. */
  readonly isKept: (series: string) => boolean;
  /** Most bytes of all columns together. Default 8 MiB. */
  readonly mostBytes?: number;
}

/** Averages: one for each 10 s of the last day. */
const slotMs = 10_000;
const slots = 8_640;
/** Readings themselves: the last 15 min, or as many as fit where the server samples fast. */
const fineMs = 900_000;
const mostRows = 3_600;
const mostMarks = 256;

interface Column {
  readonly series: string;
  readonly instance: string;
  readonly fine: Float32Array;
  readonly coarse: Float32Array;
  /** Sum and number of the readings in the newest slot. */
  slot: number;
  sum: number;
  count: number;
  firstT: number;
  lastT: number;
}

/** Makes an empty buffer; columns are made when a series is first read. */
export function createReadingsBuffer(options: ReadingsBufferOptions): ReadingsBuffer {
  const { everyMs, isKept, mostBytes = 8 * 1024 * 1024 } = options;
  const rows = Math.min(mostRows, Math.ceil(fineMs / everyMs));
  const mostColumns = Math.floor(mostBytes / ((rows + slots) * Float32Array.BYTES_PER_ELEMENT));
  const columns = new Map<string, Column>();
  const times = new Float64Array(rows);
  let marks: readonly number[] = [];
  /** Rows added so far; row `n` stands at `n % rows`. */
  let added = 0;
  let newestSlot = -1;
  let newestT = -Infinity;

  function clear(): void {
    columns.clear();
    marks = [];
    added = 0;
    newestSlot = -1;
    newestT = -Infinity;
  }

  function openSlots(slot: number): void {
    if (newestSlot === -1) newestSlot = slot - 1;
    const opened = Math.min(slots, slot - newestSlot);
    for (let n = slot - opened + 1; n <= slot; n += 1) {
      for (const column of columns.values()) column.coarse[n % slots] = Number.NaN;
    }
    newestSlot = Math.max(newestSlot, slot);
  }

  function columnFor(series: string, instance: string, t: number): Column | undefined {
    const key = `${series}@${instance}`;
    const known = columns.get(key);
    if (known !== undefined || !isKept(series) || !makeRoom(series, t)) return known;
    const column: Column = {
      series,
      instance,
      fine: new Float32Array(rows).fill(Number.NaN),
      coarse: new Float32Array(slots).fill(Number.NaN),
      slot: -1,
      sum: 0,
      count: 0,
      firstT: t,
      lastT: t,
    };
    columns.set(key, column);
    return column;
  }

  /** One series with very many instances may take half of the columns; what was not read for a day makes room. */
  function makeRoom(series: string, t: number): boolean {
    const ofSeries = [...columns.values()].filter((column) => column.series === series).length;
    if (ofSeries >= mostColumns / 2) return false;
    if (columns.size < mostColumns) return true;
    const old = [...columns].find(([, column]) => t - column.lastT > slots * slotMs);
    return old !== undefined && columns.delete(old[0]);
  }

  return {
    add(t, values) {
      if (t <= newestT) clear();
      newestT = t;
      const slot = Math.floor(t / slotMs);
      openSlots(slot);
      const row = added % rows;
      times[row] = t;
      added += 1;
      for (const column of columns.values()) column.fine[row] = Number.NaN;
      visitReadings(values, (_metric, series, instance, value) => {
        const column = value === null ? undefined : columnFor(series, instance, t);
        if (column === undefined || value === null) return;
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
      });
    },
    mark(t) {
      if (t <= newestT) clear();
      marks = [...marks, t].slice(-mostMarks);
    },
    marks: () => marks,
    instancesOf: (series) =>
      [...columns.values()].filter((column) => column.series === series).map((column) => column.instance),
    coverage(series, instance) {
      const column = columns.get(`${series}@${instance}`);
      if (column === undefined) return null;
      return { from: Math.max(column.firstT, newestT - slots * slotMs), to: column.lastT };
    },
    replay(series, instance, { from, to }, visit) {
      const column = columns.get(`${series}@${instance}`);
      if (column === undefined) return;
      const oldestRow = Math.max(0, added - rows);
      const fineFrom = times[oldestRow % rows] ?? Infinity;
      // Rows say more than averages, so averages end where the rows begin.
      const lastSlot = Math.min(Math.floor(to / slotMs), Math.floor(fineFrom / slotMs)) - 1;
      const firstSlot = Math.max(newestSlot - slots + 1, Math.floor(column.firstT / slotMs), Math.floor(from / slotMs));
      for (let slot = firstSlot; slot <= lastSlot; slot += 1) {
        visit((slot + 1) * slotMs, column.coarse[slot % slots] ?? Number.NaN, slotMs);
      }
      for (let row = oldestRow; row < added; row += 1) {
        const t = times[row % rows] ?? Number.NaN;
        if (t >= from && t <= to) visit(t, column.fine[row % rows] ?? Number.NaN, 0);
      }
    },
  };
}
