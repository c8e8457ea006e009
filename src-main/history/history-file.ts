import { bytesIn, numberIn, textIn } from './cells.ts';
import { type ChunkStore, createChunkStore } from './chunk-store.ts';
import type { Column } from './columns.ts';
import { attached, type Database, openDatabase } from './database.ts';
import type { LeftOut } from './left-out.ts';
import { createLosses, type Losses } from './losses.ts';
import type { Mark } from './marks.ts';
import { migrate } from './migrations.ts';
import { decodeTickRow, encodeTickRow, type InternShape, type TickRow } from './tick-row.ts';
import { createTopStore, type TopStore } from './top-store.ts';
import type { Unsaved } from './unsaved.ts';

/** The file with everything that outlives the process. Its methods throw what `storageTrouble` tells apart. */
export interface HistoryFile {
  readonly database: Database;
  readonly chunks: ChunkStore;
  readonly tops: TopStore;
  /** What was damaged in these two, and among the rows. */
  readonly losses: Pick<Losses, 'takeMet' | 'keep' | 'remove'>;
  columns(): readonly Column[];
  marks(): readonly Mark[];
  /** The rows that are in no chunk yet, oldest first, without those that are not what was written. */
  rows(intern: InternShape): readonly TickRow[];
  /** Writes all of it, or nothing. */
  save(unsaved: Unsaved): void;
  removeRows(times: readonly number[]): void;
  /** Deletes the marks before a moment, but for the newest of them. */
  forgetMarks(beforeMs: number): void;
  /** Deletes the name of a column. */
  forgetColumn(id: number): void;
  bytes(): FileBytes;
  close(): void;
}

/** Size of the file without what has not been moved into it from the WAL, bytes. */
export interface FileBytes {
  readonly onDisk: number;
  /** Of it the pages that hold nothing, and will be filled first. */
  readonly free: number;
  readonly used: number;
}

/**
 * Opens the file, or makes it.
 * @param leftOut where damaged pieces go
 * @throws NewerSchema
 */
export function openHistoryFile(path: string, leftOut: Pick<LeftOut, 'keep'>): HistoryFile {
  const database = openDatabase(path);
  try {
    migrate(database);
  } catch (caught) {
    database.close();
    throw caught;
  }
  const addColumn = database.prepare('INSERT OR IGNORE INTO series (id, series, instance) VALUES (?, ?, ?)');
  const addRow = database.prepare('INSERT OR REPLACE INTO tick (t, cells) VALUES (?, ?)');
  const removeRow = database.prepare('DELETE FROM tick WHERE t = ?');
  const removeSameRow = database.prepare('DELETE FROM tick WHERE t = ? AND cells IS ?');
  const removeMarks = database.prepare('DELETE FROM mark WHERE t < (SELECT max(t) FROM mark WHERE t < ?)');
  const removeColumn = database.prepare('DELETE FROM series WHERE id = ?');
  const addMark = database.prepare('INSERT OR REPLACE INTO mark (t, every) VALUES (?, ?)');
  const sizes = ['page_size', 'page_count', 'freelist_count'].map((name) =>
    database.prepare(`PRAGMA ${attached}.${name}`),
  );
  const losses = createLosses(leftOut, (run) => {
    database.transaction(run);
  });
  const tops = createTopStore(database, losses);

  return {
    database,
    losses,
    tops,
    chunks: createChunkStore(database, losses),
    columns: () =>
      database
        .prepare('SELECT id, series, instance FROM series ORDER BY id')
        .rows()
        .map((row) => ({ id: numberIn(row, 0), series: textIn(row, 1), instance: textIn(row, 2) })),
    marks: () =>
      database
        .prepare('SELECT t, every FROM mark ORDER BY t')
        .rows()
        .map((row) => ({ t: numberIn(row, 0), everyMs: numberIn(row, 1) })),
    rows: (intern) =>
      database
        .prepare('SELECT t, cells FROM tick ORDER BY t')
        .rows()
        .flatMap((row) => {
          const [t, data = null] = [numberIn(row, 0), row[1]];
          return losses.orElse<readonly TickRow[]>(
            { table: 'tick', key: t, data },
            [],
            () => [decodeTickRow(t, bytesIn(row, 1), intern)],
            () => {
              removeSameRow.run(t, data);
            },
          );
        }),
    save(unsaved) {
      const { columns, rows, marks, tops: readings } = unsaved;
      const write = (): void => {
        for (const { id, series, instance } of columns) addColumn.run(id, series, instance);
        for (const row of rows) addRow.run(row.t, encodeTickRow(row));
        for (const { t, everyMs } of marks) addMark.run(t, everyMs);
        for (const one of readings) tops.add(one);
      };
      // A single statement is a transaction by itself, and cheaper so.
      if (columns.length + rows.length + marks.length + readings.length === 1) write();
      else database.transaction(write);
    },
    removeRows(times) {
      database.transaction(() => {
        for (const t of times) removeRow.run(t);
      });
    },
    forgetMarks: (beforeMs) => {
      removeMarks.run(beforeMs);
    },
    forgetColumn: (id) => {
      removeColumn.run(id);
    },
    bytes() {
      const [pageBytes = 0, pages = 0, freePages = 0] = sizes.map((size) => numberIn(size.rows()[0] ?? [], 0));
      return { onDisk: pages * pageBytes, free: freePages * pageBytes, used: (pages - freePages) * pageBytes };
    },
    close: () => {
      database.close();
    },
  };
}
