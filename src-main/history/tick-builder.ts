import { readingsOf, type ReadValues } from '../../src-shared/metrics/readings.ts';
import type { Columns } from './columns.ts';
import { createLayoutShapes } from './layout-shapes.ts';
import { quantise } from './quantise.ts';
import type { InternShape, TickRow } from './tick-row.ts';

/** Shortest time that one row stands for: a server that samples faster writes one row a second. */
export const shortestRowMs = 1_000;

/** Turns samples into rows. */
export interface TickBuilder {
  /** Takes one sample, and returns the row that it completed, if any. */
  add(t: number, values: ReadValues): TickRow | null;
  /** The row that is not complete yet, for reading; `null` for none. */
  open(): TickRow | null;
  /** Completes the open row: no later sample may join it. */
  flush(): TickRow | null;
}

interface Sum {
  min: number;
  sum: number;
  max: number;
  count: number;
}

/**
 * Makes a builder for a server that samples every `everyMs`. At a second and above each sample is a row. Below, the
 * samples of one second of the wall clock become a row with minimum, average and maximum, at the time of the first.
 */
export function createTickBuilder(everyMs: number, columns: Columns, intern: InternShape): TickBuilder {
  const shapeOf = createLayoutShapes(columns, intern);
  let openT = Number.NaN;
  let sums = new Map<number, Sum>();

  function rowOf(t: number, values: ReadValues): TickRow | null {
    const { layout, numbers } = readingsOf(values);
    const stored = new Float32Array(numbers.length);
    for (let n = 0; n < numbers.length; n += 1) stored[n] = quantise(numbers[n] ?? Number.NaN);
    const shape = shapeOf(layout, stored);
    if (shape === null) return null;
    const isWhole = shape.ids.length === stored.length;
    return { t, shape, avg: isWhole ? stored : stored.filter((one) => !Number.isNaN(one)), spread: null };
  }

  function open(): TickRow | null {
    if (sums.size === 0) return null;
    const all = [...sums.values()];
    return {
      t: openT,
      shape: intern([...sums.keys()]),
      avg: Float32Array.from(all, ({ sum, count }) => quantise(sum / count)),
      spread: {
        min: Float32Array.from(all, ({ min }) => min),
        max: Float32Array.from(all, ({ max }) => max),
        counts: Uint32Array.from(all, ({ count }) => count),
      },
    };
  }

  function flush(): TickRow | null {
    const row = open();
    sums = new Map();
    openT = Number.NaN;
    return row;
  }

  function join(row: TickRow): void {
    row.shape.ids.forEach((id, place) => {
      const value = row.avg[place] ?? Number.NaN;
      const known = sums.get(id);
      if (known === undefined) {
        sums.set(id, { min: value, sum: value, max: value, count: 1 });
        return;
      }
      known.min = Math.min(known.min, value);
      known.max = Math.max(known.max, value);
      known.sum += value;
      known.count += 1;
    });
  }

  return {
    open,
    flush,
    add(t, values) {
      const row = rowOf(t, values);
      if (everyMs >= shortestRowMs) return row;
      const sameSecond = Math.floor(t / shortestRowMs) === Math.floor(openT / shortestRowMs);
      const complete = sameSecond ? null : flush();
      if (row === null) return complete;
      if (sums.size === 0) openT = t;
      join(row);
      return complete;
    },
  };
}
