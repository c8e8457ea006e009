import type { Chunk } from './chunk-codec.ts';
import type { TickRow } from './tick-row.ts';

/** Rows that are looked at in one piece of work. */
const rowsPerPiece = 400;

/** The readings of one column, in the order of their rows. */
interface Gathered {
  count: number;
  /** Places of the rows that have one; as long as `values`, and both longer than `count`. */
  rows: Uint32Array;
  values: Float32Array;
}

/** Room of a column that is new: many hold little, such as those of the networks of short-lived containers. */
const firstRoom = 64;

/**
 * Turns rows into the columns of a block, in pieces. All columns at once: an hour of rows lies all over the memory, and going
 * through it once for each of a hundred columns took longer than compressing them.
 * @param rows each with single readings, in the order of time
 * @param start of the block, ms since the epoch
 * @returns makes the chunk of a column
 */
export function* gatherColumns(
  rows: readonly TickRow[],
  start: number,
): Generator<undefined, (id: number) => Chunk | null> {
  const columns = new Map<number, Gathered>();
  const offsets = new Float64Array(rows.length);
  const ones = new Float64Array(rows.length).fill(1);
  let shape: TickRow['shape'] | null = null;
  let into: readonly Gathered[] = [];

  const columnOf = (id: number): Gathered => {
    const known = columns.get(id);
    if (known !== undefined) return known;
    const made = { count: 0, rows: new Uint32Array(firstRoom), values: new Float32Array(firstRoom) };
    columns.set(id, made);
    return made;
  };

  for (const [place, row] of rows.entries()) {
    if (row.shape !== shape) {
      shape = row.shape;
      into = Array.from(shape.ids, columnOf);
    }
    offsets[place] = row.t - start;
    for (let n = 0; n < into.length; n += 1) {
      const column = into[n];
      if (column === undefined) continue;
      if (column.count === column.rows.length) grow(column, rows.length);
      column.rows[column.count] = place;
      column.values[column.count] = row.avg[n] ?? Number.NaN;
      column.count += 1;
    }
    if (place % rowsPerPiece === rowsPerPiece - 1) yield;
  }

  return (id) => {
    const column = columns.get(id);
    if (column === undefined) return null;
    const { count } = column;
    const avg = column.values.subarray(0, count);
    const own = count === rows.length ? offsets : offsetsOf(column, offsets);
    return { offsets: own, avg, min: avg, max: avg, counts: ones.subarray(0, count) };
  };
}

function grow(column: Gathered, most: number): void {
  const room = Math.min(most, column.count * 4);
  const [rows, values] = [new Uint32Array(room), new Float32Array(room)];
  rows.set(column.rows);
  values.set(column.values);
  column.rows = rows;
  column.values = values;
}

function offsetsOf({ count, rows }: Gathered, offsets: Float64Array): Float64Array {
  const own = new Float64Array(count);
  for (let n = 0; n < count; n += 1) own[n] = offsets[rows[n] ?? 0] ?? 0;
  return own;
}
