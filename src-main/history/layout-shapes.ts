import type { Layout } from '../../src-shared/metrics/readings.ts';
import type { Columns } from './columns.ts';
import type { InternShape, Shape } from './tick-row.ts';

/** The shape of those numbers of a layout that could be read, which the others are not: NaN. `null` for none. */
export type LayoutShapes = (layout: Layout, numbers: Float32Array) => Shape | null;

interface Known {
  readonly isRead: readonly boolean[];
  readonly shape: Shape | null;
}

/** Makes a function that looks columns up once for each layout, until something else of it can be read. */
export function createLayoutShapes(columns: Columns, intern: InternShape): LayoutShapes {
  let known = new WeakMap<Layout, Known>();
  let forgotten = columns.forgotten();

  function lookUp({ series, instances }: Layout, numbers: Float32Array): Known {
    const ids: number[] = [];
    const isRead = series.map((name, n) => {
      if (Number.isNaN(numbers[n])) return false;
      ids.push(columns.idOf(name, instances[n] ?? ''));
      return true;
    });
    return { isRead, shape: ids.length === 0 ? null : intern(ids) };
  }

  return (layout, numbers) => {
    // The number of a column that was forgotten must not be used again.
    if (forgotten !== columns.forgotten()) known = new WeakMap();
    forgotten = columns.forgotten();
    const before = known.get(layout);
    if (before !== undefined && isSame(before.isRead, numbers)) return before.shape;
    const found = lookUp(layout, numbers);
    known.set(layout, found);
    return found.shape;
  };
}

function isSame(isRead: readonly boolean[], numbers: Float32Array): boolean {
  for (let n = 0; n < numbers.length; n += 1) if (isRead[n] === Number.isNaN(numbers[n])) return false;
  return true;
}
