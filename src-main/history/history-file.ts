import { bytesIn, numberIn, textIn } from './cells.ts';
import type { Column } from './columns.ts';
import { openDatabase, type Database } from './database.ts';
import type { Mark } from './marks.ts';
import { migrate } from './migrations.ts';
import { decodeTickRow, encodeTickRow, type InternShape, type TickRow } from './tick-row.ts';
import type { TopProcesses } from './top-processes.ts';
import { decodeTop, encodeTop } from './top-record.ts';
import type { Unsaved } from './unsaved.ts';

/** The file with everything that outlives the process. Its methods throw what `storageTrouble` tells apart. */
export interface HistoryFile {
  readonly database: Database;
  columns(): readonly Column[];
  marks(): readonly Mark[];
  /** The rows that are in no chunk yet, oldest first. */
  rows(intern: InternShape): readonly TickRow[];
  /** Writes all of it, or nothing. */
  save(unsaved: Unsaved): void;
  /** The processes kept nearest to a moment, and at most `withinMs` from it. */
  topNear(t: number, withinMs: number): TopProcesses | null;
  close(): void;
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
  const addMark = database.prepare('INSERT OR REPLACE INTO mark (t, every) VALUES (?, ?)');
  const addTop = database.prepare('INSERT OR REPLACE INTO top (t, data) VALUES (?, ?)');
  const topBefore = database.prepare('SELECT t, data FROM top WHERE t BETWEEN ? AND ? ORDER BY t DESC LIMIT 1');
  const topAfter = database.prepare('SELECT t, data FROM top WHERE t BETWEEN ? AND ? ORDER BY t LIMIT 1');

  return {
    database,
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
    save({ columns, rows, marks, tops }) {
      database.transaction(() => {
        for (const { id, series, instance } of columns) addColumn.run(id, series, instance);
        for (const row of rows) addRow.run(row.t, encodeTickRow(row));
        for (const { t, everyMs } of marks) addMark.run(t, everyMs);
        for (const one of tops) addTop.run(one.t, encodeTop(one.top));
      });
    },
    topNear(t, withinMs) {
      const found = [...topBefore.rows(t - withinMs, t), ...topAfter.rows(t, t + withinMs)].map((row) => ({
        t: numberIn(row, 0),
        top: decodeTop(bytesIn(row, 1)),
      }));
      return found.reduce<TopProcesses | null>(
        (best, one) => (best === null || Math.abs(one.t - t) < Math.abs(best.t - t) ? one : best),
        null,
      );
    },
    close: () => {
      database.close();
    },
  };
}
