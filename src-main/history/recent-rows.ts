import type { Span, VisitKept } from './kept-value.ts';
import type { TickRow } from './tick-row.ts';

/** The rows that are in no chunk yet, in the order of time, one for each moment. */
export interface RecentRows {
  /** Adds a row; one at the same moment is replaced. */
  add(row: TickRow): void;
  /** Removes rows; one that has replaced another at the same moment stays. */
  remove(rows: ReadonlySet<TickRow>): void;
  rows(): readonly TickRow[];
  within(span: Span): readonly TickRow[];
  hasAny(span: Span): boolean;
  newestMs(): number | null;
  /** Visits one column's values within the span. */
  visit(id: number, span: Span, visit: VisitKept): void;
}

/** Makes an empty list. */
export function createRecentRows(): RecentRows {
  let rows: TickRow[] = [];

  /** Place of the first row at or after a moment. */
  function placeOf(t: number): number {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rows[middle]?.t ?? Infinity) < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    add(row) {
      const place = placeOf(row.t);
      if (place === rows.length) rows.push(row);
      else rows.splice(place, rows[place]?.t === row.t ? 1 : 0, row);
    },
    remove: (gone) => {
      rows = rows.filter((row) => !gone.has(row));
    },
    rows: () => rows,
    within: ({ from, to }) => rows.slice(placeOf(from), placeOf(to)),
    hasAny: ({ from, to }) => (rows[placeOf(from)]?.t ?? Infinity) < to,
    newestMs: () => rows.at(-1)?.t ?? null,
    visit(id, { from, to }, visit) {
      let shape: TickRow['shape'] | null = null;
      let place: number | undefined;
      for (let n = placeOf(from); n < rows.length; n += 1) {
        const row = rows[n];
        if (row === undefined || row.t >= to) return;
        // Neighbours have the same shape nearly always.
        if (row.shape !== shape) {
          shape = row.shape;
          place = shape.places.get(id);
        }
        if (place === undefined) continue;
        const avg = row.avg[place] ?? Number.NaN;
        const { spread } = row;
        if (spread === null) visit(row.t, avg, avg, avg, 1, 0);
        else {
          const { min, max, counts } = spread;
          visit(row.t, min[place] ?? avg, avg, max[place] ?? avg, counts[place] ?? 1, 0);
        }
      }
    },
  };
}
