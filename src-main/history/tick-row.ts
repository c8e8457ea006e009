import { DamagedContent } from './storage-trouble.ts';

/** The columns that were read together, in the order of their values. Rows share one object. */
export interface Shape {
  readonly ids: Uint32Array;
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
    const made = { ids: Uint32Array.from(ids), places: new Map(ids.map((id, place) => [id, place])) };
    known = [made, ...known].slice(0, mostKnown);
    return made;
  };
}

/** Bytes of the head: the number of columns, with the highest bit set for a row with a spread. */
const headBytes = 4;
const spreadFlag = 0x8000_0000;

/** Writes a row's cells: ids, averages, then minima, maxima and counts where there is a spread; four bytes each, little-endian. */
export function encodeTickRow({ shape, avg, spread }: TickRow): Uint8Array {
  const count = shape.ids.length;
  const parts = spread === null ? 2 : 5;
  const view = new DataView(new ArrayBuffer(headBytes + parts * 4 * count));
  view.setUint32(0, spread === null ? count : (count | spreadFlag) >>> 0, true);
  for (let n = 0; n < count; n += 1) {
    view.setUint32(headBytes + 4 * n, shape.ids[n] ?? 0, true);
    view.setFloat32(headBytes + 4 * (count + n), avg[n] ?? Number.NaN, true);
    if (spread === null) continue;
    view.setFloat32(headBytes + 4 * (2 * count + n), spread.min[n] ?? Number.NaN, true);
    view.setFloat32(headBytes + 4 * (3 * count + n), spread.max[n] ?? Number.NaN, true);
    view.setUint32(headBytes + 4 * (4 * count + n), spread.counts[n] ?? 0, true);
  }
  return new Uint8Array(view.buffer);
}

/**
 * Reads what {@link encodeTickRow} wrote.
 * @throws DamagedContent
 */
export function decodeTickRow(t: number, cells: Uint8Array, intern: InternShape): TickRow {
  const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength);
  if (cells.byteLength < headBytes) throw new DamagedContent('a tick without a head');
  const head = view.getUint32(0, true);
  const count = (head & ~spreadFlag) >>> 0;
  const hasSpread = (head & spreadFlag) !== 0;
  if (cells.byteLength !== headBytes + (hasSpread ? 5 : 2) * 4 * count) {
    throw new DamagedContent(`a tick of ${String(count)} columns in ${String(cells.byteLength)} bytes`);
  }
  const at = (part: number, n: number): number => headBytes + 4 * (part * count + n);
  const integers = (part: number): Uint32Array =>
    new Uint32Array(count).map((_, n) => view.getUint32(at(part, n), true));
  const floats = (part: number): Float32Array => {
    const numbers = new Float32Array(count).map((_, n) => view.getFloat32(at(part, n), true));
    if (!numbers.every(Number.isFinite)) throw new DamagedContent('a tick with a value that is none');
    return numbers;
  };
  return {
    t,
    shape: intern([...integers(0)]),
    avg: floats(1),
    spread: hasSpread ? { min: floats(2), max: floats(3), counts: integers(4) } : null,
  };
}
