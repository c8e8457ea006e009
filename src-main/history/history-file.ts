import { bytesIn, numberIn, textIn } from './cells.ts';
import { type ChunkStore, createChunkStore } from './chunk-store.ts';
import type { Column } from './columns.ts';
import { openDatabase, type Database } from './database.ts';
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
  columns(): readonly Column[];
  marks(): readonly Mark[];
  /** The rows that are in no chunk yet, oldest first. */
  rows(intern: InternShape): readonly TickRow[];
  /** Writes all of it, or nothing. */
  save(unsaved: Unsaved): void;
  removeRows(times: readonly number[]): void;
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
 * @throws NewerSchema
 */
export function openHistoryFile(path: string): HistoryFile {
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
  const addMark = database.prepare('INSERT OR REPLACE INTO mark (t, every) VALUES (?, ?)');
  const sizes = ['page_size', 'page_count', 'freelist_count'].map((name) => database.prepare(`PRAGMA ${name}`));
  const tops = createTopStore(database);

  return {
    database,
    tops,
    chunks: createChunkStore(database),
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
        .map((row) => decodeTickRow(numberIn(row, 0), bytesIn(row, 1), intern)),
    save(unsaved) {
      database.transaction(() => {
        for (const { id, series, instance } of unsaved.columns) addColumn.run(id, series, instance);
        for (const row of unsaved.rows) addRow.run(row.t, encodeTickRow(row));
        for (const { t, everyMs } of unsaved.marks) addMark.run(t, everyMs);
        for (const one of unsaved.tops) tops.add(one);
      });
    },
    removeRows(times) {
      database.transaction(() => {
        for (const t of times) removeRow.run(t);
      });
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
