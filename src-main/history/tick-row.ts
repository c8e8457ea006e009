import { DamagedContent } from './storage-trouble.ts';

/** The columns that were read together, in the order of their values. Rows share one object. */
export interface Shape {
  readonly ids: Uint32Array;
  /** The ids as stretches of neighbours: the first of each, and how many. */
  readonly runs: readonly number[];
  /** Place of each column. */
  readonly places: ReadonlyMap<number, number>;
}

/** What was read at one moment, or within one second where the server samples faster than that. */
export interface TickRow {
  readonly t: number;
  readonly shape: Shape;
  readonly avg: Float32Array;
  /** `null` where each value was read once. */
  readonly spread: Spread | null;
}

/** Extremes of values that were read several times, and how often. */
export interface Spread {
  readonly min: Float32Array;
  readonly max: Float32Array;
  readonly counts: Uint32Array;
}

/** Finds the shape with these columns, so that equal rows share one. */
export type InternShape = (ids: readonly number[]) => Shape;

/** Makes a function that remembers the shapes it gave out. */
export function createShapes(): InternShape {
  const mostKnown = 64;
  let known: readonly Shape[] = [];
  return (ids) => {
    const found = known.find((shape) => shape.ids.length === ids.length && ids.every((id, n) => shape.ids[n] === id));
    if (found !== undefined) return found;
    const made = {
      ids: Uint32Array.from(ids),
      runs: runsOf(ids),
      places: new Map(ids.map((id, place) => [id, place])),
    };
    known = [made, ...known].slice(0, mostKnown);
    return made;
  };
}

/** The head: the number of columns, with bits for a row with a spread, with a checksum at its end, with its ids as runs. */
const spreadFlag = 0x8000_0000;
const sumFlag = 0x4000_0000;
const runsFlag = 0x2000_0000;
const flags = spreadFlag | sumFlag | runsFlag;

/**
 * Writes a row's cells: ids, averages, then minima, maxima and counts where there is a spread, and a checksum over all of
 * it and the time; four bytes each, little-endian like every machine that the SQLite binding runs on. Ids are written as
 * runs, the first and how many: they mostly follow each other, and a row of half the size is half of what each tick writes.
 */
export function encodeTickRow({ t, shape, avg, spread }: TickRow): Uint8Array {
  const count = shape.ids.length;
  const { runs } = shape;
  const begin = 2 + runs.length;
  const words = new Uint32Array(begin + (spread === null ? 1 : 4) * count + 1);
  const floats = new Float32Array(words.buffer);
  words[0] = (count | sumFlag | runsFlag | (spread === null ? 0 : spreadFlag)) >>> 0;
  words[1] = runs.length / 2;
  words.set(runs, 2);
  floats.set(avg, begin);
  if (spread !== null) {
    floats.set(spread.min, begin + count);
    floats.set(spread.max, begin + 2 * count);
    words.set(spread.counts, begin + 3 * count);
  }
  const last = words.length - 1;
  words[last] = sumOf(t, words, last);
  return new Uint8Array(words.buffer);
}

/**
 * Reads what {@link encodeTickRow} wrote, or an older version of it, which wrote no checksum.
 * @throws DamagedContent
 */
export function decodeTickRow(t: number, cells: Uint8Array, intern: InternShape): TickRow {
  if (cells.byteLength === 0 || cells.byteLength % 4 !== 0) throw new DamagedContent('a tick that is no row of words');
  // A copy of its own begins where words may begin.
  const words = new Uint32Array(cells.slice().buffer);
  const numbers = new Float32Array(words.buffer);
  const head = words[0] ?? 0;
  const count = (head & ~flags) >>> 0;
  const hasSpread = (head & spreadFlag) !== 0;
  const hasSum = (head & sumFlag) !== 0;
  const idWords = (head & runsFlag) === 0 ? count : 1 + 2 * (words[1] ?? 0);
  const end = 1 + idWords + (hasSpread ? 4 : 1) * count;
  if (words.length !== end + (hasSum ? 1 : 0)) {
    throw new DamagedContent(`a tick of ${String(count)} columns in ${String(cells.byteLength)} bytes`);
  }
  if (hasSum && words[end] !== sumOf(t, words, end)) throw new DamagedContent('a tick that was changed');
  const begin = 1 + idWords;
  const ids = (head & runsFlag) === 0 ? [...words.slice(1, begin)] : idsOf(words.subarray(2, begin), count);
  const floats = (part: number): Float32Array => {
    const found = numbers.slice(begin + part * count, begin + (part + 1) * count);
    if (!found.every(Number.isFinite)) throw new DamagedContent('a tick with a value that is none');
    return found;
  };
  return {
    t,
    shape: intern(ids),
    avg: floats(0),
    spread: hasSpread
      ? { min: floats(1), max: floats(2), counts: words.slice(begin + 3 * count, begin + 4 * count) }
      : null,
  };
}

function runsOf(ids: readonly number[]): number[] {
  const runs: number[] = [];
  for (const [place, id] of ids.entries()) {
    if (place > 0 && id === (ids[place - 1] ?? 0) + 1) runs.push((runs.pop() ?? 0) + 1);
    else runs.push(id, 1);
  }
  return runs;
}

function idsOf(runs: Uint32Array, count: number): number[] {
  const ids: number[] = [];
  for (let n = 0; n < runs.length; n += 2) {
    const [first = 0, length = 0] = [runs[n], runs[n + 1]];
    // Before anything is made of it: a length may be anything where the row was not changed by us.
    if (length > count - ids.length) break;
    for (let at = 0; at < length; at += 1) ids.push(first + at);
  }
  if (ids.length !== count) throw new DamagedContent('a tick whose columns are not those that it says');
  return ids;
}

/** FNV-1a by words: each step loses nothing, so that no change of a single word goes unseen. */
function sumOf(t: number, words: Uint32Array, end: number): number {
  let sum = mix(mix(0x811c_9dc5, t % 2 ** 32), Math.floor(t / 2 ** 32));
  for (let n = 0; n < end; n += 1) sum = mix(sum, words[n] ?? 0);
  return sum >>> 0;
}

function mix(sum: number, word: number): number {
  return Math.imul(sum ^ word, 0x0100_0193);
}
