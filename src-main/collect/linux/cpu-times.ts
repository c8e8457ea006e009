import type { ByteCursor } from './byte-cursor.ts';
import { nextNumber } from './byte-parser.ts';

/** Columns of a cpu line of /proc/stat, proc_stat(5). Guest time is part of user and nice, so it is not read. */
export const cpuColumn = { user: 0, nice: 1, system: 2, idle: 3, iowait: 4, irq: 5, softirq: 6, steal: 7 } as const;

const columns = 8;

/** One cpu line over time, in clock ticks. */
export interface CpuTimes {
  readonly last: Float64Array;
  /** Growth of each column since the reading before. */
  readonly grown: Float64Array;
  /** Sum of `grown`; NaN until there are two readings in a row. */
  total: number;
  /** Number of the reading in which the line was seen last. */
  seenIn: number;
}

/** A line that was not seen yet. */
export function newCpuTimes(): CpuTimes {
  return { last: new Float64Array(columns), grown: new Float64Array(columns), total: Number.NaN, seenIn: -1 };
}

/**
 * Reads the columns behind a cpu's name. idle and iowait can go backwards a little, which counts as no growth;
 * user or system going backwards means that the counters started anew.
 */
export function takeCpuTimes(times: CpuTimes, cursor: ByteCursor, reading: number): void {
  const { last, grown } = times;
  const known = times.seenIn === reading - 1;
  let total = 0;
  for (let column = 0; column < columns; column += 1) {
    const value = nextNumber(cursor);
    const current = Number.isNaN(value) ? 0 : value;
    const growth = current - (last[column] ?? 0);
    last[column] = current;
    grown[column] = Math.max(0, growth);
    total += Math.max(0, growth);
    if (growth < 0 && (column === cpuColumn.user || column === cpuColumn.system)) total = Number.NaN;
  }
  times.total = known ? total : Number.NaN;
  times.seenIn = reading;
}

/** Adds the growth of one line to another: for a total over cores when one of them came or went. */
export function addGrowth(sum: CpuTimes, part: CpuTimes): void {
  for (let column = 0; column < columns; column += 1) {
    sum.grown[column] = (sum.grown[column] ?? 0) + (part.grown[column] ?? 0);
  }
  sum.total += part.total;
}

/** Share of the named columns in the growth of a line, 0 to 1; `null` until known. */
export function growthShare(times: CpuTimes, ...names: readonly (keyof typeof cpuColumn)[]): number | null {
  if (!(times.total > 0)) return null;
  let part = 0;
  for (const name of names) part += times.grown[cpuColumn[name]] ?? 0;
  return part / times.total;
}
