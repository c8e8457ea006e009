import type { ReadValues } from '../../src-shared/metrics/readings.ts';
import type { Blocks } from './blocks.ts';
import type { Columns } from './columns.ts';
import type { HistoryFile } from './history-file.ts';
import type { Marks } from './marks.ts';
import type { RecentRows } from './recent-rows.ts';
import { createTickBuilder, shortestRowMs } from './tick-builder.ts';
import { createShapes, type TickRow } from './tick-row.ts';
import { nearestTop, type TopProcesses, topOf } from './top-processes.ts';
import { nothingUnsaved, type Unsaved } from './unsaved.ts';

/** What is known in memory, and which of it is on disk. */
export interface Ledger {
  /** Takes one sample. */
  add(t: number, values: ReadValues): void;
  /** Nothing was sampled between two moments. */
  gap(from: number, to: number): void;
  /** Completes the row of the second that is under way. */
  complete(): void;
  /** Writes what is not on disk yet. */
  save(file: HistoryFile): void;
  /** Lets go of what is older than some minutes and still not on disk. */
  letGo(): void;
  /** Takes over what a file holds; done once. */
  load(file: HistoryFile): void;
  /** From now on another file is written, which lacks everything. */
  startAnew(): void;
  /** The nearest processes that are not on disk yet. */
  topNear(t: number, withinMs: number): TopProcesses | null;
  /** Time of the newest sample; NaN before the first one of this start. */
  lastMs(): number;
}

/** What the ledger fills. */
export interface LedgerParts {
  readonly blocks: Blocks;
  readonly columns: Columns;
  readonly marks: Marks;
  readonly recent: RecentRows;
}

/** What could not be written is held for so long, ms. */
const holdMs = 600_000;

/** Makes the ledger of a server that samples every `everyMs`. */
export function createLedger(everyMs: number, { blocks, columns, marks, recent }: LedgerParts): Ledger {
  const intern = createShapes();
  const builder = createTickBuilder(everyMs, columns, intern);
  let unsaved: Unsaved = nothingUnsaved();
  /** The newest column that the file has. */
  let savedColumn = 0;
  let lastMs = Number.NaN;

  function mark(t: number): void {
    const one = { t, everyMs: Math.max(everyMs, shortestRowMs) };
    marks.add(one);
    unsaved.marks = [...unsaved.marks, one];
  }

  function keep(row: TickRow | null): void {
    if (row === null) return;
    recent.add(row);
    unsaved.rows = [...unsaved.rows, row];
  }

  return {
    add(t, values) {
      if (Number.isNaN(lastMs)) mark(t);
      lastMs = t;
      keep(builder.add(t, values));
      const open = builder.open();
      if (open !== null) recent.add(open);
      if (values.processes !== undefined) unsaved.tops = [...unsaved.tops, topOf(t, values.processes)];
    },
    gap(from, to) {
      keep(builder.flush());
      mark(from);
      mark(to);
    },
    complete() {
      keep(builder.flush());
    },
    save(file) {
      const newestColumn = columns.newestId();
      unsaved.columns = newestColumn === savedColumn ? [] : columns.all().filter(({ id }) => id > savedColumn);
      // A server that samples faster than once a second has nothing to write most of the time.
      if (Object.values(unsaved).every(({ length }) => length === 0)) return;
      file.save(unsaved);
      savedColumn = newestColumn;
      unsaved = nothingUnsaved();
    },
    letGo() {
      const fromMs = lastMs - holdMs;
      const old = unsaved.rows.filter(({ t }) => t < fromMs);
      if (old.length === 0) return;
      recent.remove(new Set(old));
      unsaved.rows = unsaved.rows.filter(({ t }) => t >= fromMs);
      unsaved.tops = unsaved.tops.filter(({ t }) => t >= fromMs);
    },
    load(file) {
      for (const column of file.columns()) columns.restore(column);
      savedColumn = columns.newestId();
      for (const one of file.marks()) marks.add(one);
      for (const block of file.chunks.blocks()) blocks.put(block);
      for (const row of file.rows(intern)) recent.add(row);
    },
    startAnew() {
      savedColumn = 0;
      blocks.clear();
      unsaved = { ...unsaved, rows: recent.rows().slice(), marks: marks.all() };
    },
    topNear: (t, withinMs) => nearestTop(t, withinMs, unsaved.tops),
    lastMs: () => lastMs,
  };
}
