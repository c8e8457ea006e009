/** What decides between two rows of the process table. */
interface Ranked {
  readonly pid: number;
  readonly cpu: number | null;
  readonly memory: number | null;
}

/** Tells which of two rows comes first, as `Array.sort` wants it. */
type Compare = (a: Ranked, b: Ranked) => number;

/** Most CPU first, then most memory, then the oldest id. */
export const busiest: Compare = (a, b) =>
  (b.cpu ?? -1) - (a.cpu ?? -1) || (b.memory ?? -1) - (a.memory ?? -1) || a.pid - b.pid;

/** Most memory first. */
export const largest: Compare = (a, b) => (b.memory ?? -1) - (a.memory ?? -1) || busiest(a, b);

/** Rows by CPU and rows by memory that everybody gets without asking, and that are kept of each reading. */
const defaultTop = 10;

/** The ten busiest rows, and behind them those of the ten largest that are not among them. */
export function topRows<Row extends Ranked>(rows: readonly Row[]): readonly Row[] {
  const byCpu = first(defaultTop, rows, busiest);
  return [...byCpu, ...first(defaultTop, rows, largest).filter((row) => !byCpu.includes(row))];
}

/** The first rows of an order, without sorting the whole table: it may hold thousands, every second. */
function first<Row extends Ranked>(count: number, rows: readonly Row[], compare: Compare): readonly Row[] {
  const best: Row[] = [];
  let last: Row | undefined;
  for (const row of rows) {
    if (last !== undefined && compare(row, last) >= 0) continue;
    const place = best.findIndex((one) => compare(row, one) < 0);
    best.splice(place === -1 ? best.length : place, 0, row);
    if (best.length > count) best.pop();
    if (best.length === count) last = best.at(-1);
  }
  return best;
}
