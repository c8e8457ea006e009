import type { ByteCursor } from './byte-cursor.ts';
import { nextNumber, skipFields } from './byte-parser.ts';

const openParenthesis = 0x28;
const closeParenthesis = 0x29;

/** What one reading of /proc/PID/stat told; filled anew by each {@link parseProcessStat}. */
export interface ProcessStat {
  /** The name's bytes in the buffer, from `nameFrom` to `nameTo`, and a number that changes with them. */
  nameFrom: number;
  nameTo: number;
  nameHash: number;
  /** Byte of the state letter: R running, S sleeping, Z zombie, ... */
  state: number;
  /** User and system time of all threads, in clock ticks. */
  ticks: number;
  /** Start after boot, in clock ticks. */
  startTicks: number;
  /** Resident set in pages. */
  residentPages: number;
}

/** A value to be filled by {@link parseProcessStat}. */
export function newProcessStat(): ProcessStat {
  return { nameFrom: 0, nameTo: 0, nameHash: 0, state: 0, ticks: 0, startTicks: 0, residentPages: 0 };
}

/**
 * Reads `PID (NAME) STATE ...`, proc_pid_stat(5). The name may hold blanks and parentheses, so it ends at the last
 * closing one: everything behind it is numbers.
 * @returns false where the bytes are no such line
 */
export function parseProcessStat(cursor: ByteCursor, stat: ProcessStat): boolean {
  const { bytes, end } = cursor;
  let from = 0;
  while (from < end && bytes[from] !== openParenthesis) from += 1;
  let to = end - 1;
  while (to > from && bytes[to] !== closeParenthesis) to -= 1;
  if (to <= from) return false;

  stat.nameFrom = from + 1;
  stat.nameTo = to;
  let hash = 0x811c9dc5;
  for (let at = from + 1; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  stat.nameHash = hash;
  stat.state = bytes[to + 2] ?? 0;

  cursor.at = to + 3;
  // Fields 4 to 13: ppid to cmajflt.
  skipFields(cursor, 10);
  stat.ticks = nextNumber(cursor) + nextNumber(cursor);
  // Fields 16 to 21: cutime to itrealvalue.
  skipFields(cursor, 6);
  stat.startTicks = nextNumber(cursor);
  skipFields(cursor, 1);
  stat.residentPages = nextNumber(cursor);
  return !Number.isNaN(stat.residentPages);
}
