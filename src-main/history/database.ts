import { chmodSync, statSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import { storageTrouble } from './storage-trouble.ts';

/** What SQLite can hold in a cell. */
export type Cell = null | number | bigint | string | Uint8Array;

/** A prepared statement. */
export interface Statement {
  run(...parameters: readonly Cell[]): void;
  /** All rows, each with its cells in the order of the columns. */
  rows(...parameters: readonly Cell[]): readonly (readonly Cell[])[];
}

/** An open SQLite file. Every method may throw what {@link storageTrouble} tells apart. */
export interface Database {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  /** Carries out all of `run` or, when it throws, nothing of it. */
  transaction(run: () => void): void;
  /** Lets go of the file; what was committed is kept. */
  close(): void;
}

/** A WAL that a checkpoint has emptied is cut back to this, bytes. */
const walBytes = 4 * 1024 * 1024;

/**
 * Opens a file, or makes it, for the owner alone. WAL with synchronous NORMAL: a process that dies loses nothing that was
 * committed, a machine that loses power may lose the last commits, and neither leaves a damaged file
 * (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export function openDatabase(path: string): Database {
  const isEmpty = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
  const database = new DatabaseSync(path, { timeout: 1_000 });
  try {
    // Only takes effect while the file is empty, and must come before anything is written. Any other file, which may be that
    // of a newer version, would be written to for nothing.
    if (isEmpty) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec(`PRAGMA journal_size_limit = ${String(walBytes)}`);
    chmodSync(path, 0o600);
  } catch (caught) {
    database.close();
    throw caught;
  }

  return {
    prepare(sql) {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return {
        run: (...parameters) => {
          statement.run(...parameters);
        },
        rows: (...parameters) => statement.all(...parameters).map(cells),
      };
    },
    exec: (sql) => {
      database.exec(sql);
    },
    transaction(run) {
      database.exec('BEGIN IMMEDIATE');
      try {
        run();
        database.exec('COMMIT');
      } catch (caught) {
        // SQLite ends the transaction by itself after some failures, of which a full disk is one.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw caught;
      }
    },
    close() {
      try {
        // Statements that nobody has collected yet keep the connection half open, and then no checkpoint happens by itself.
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch (caught) {
        if (storageTrouble(caught) === null) throw caught;
      } finally {
        database.close();
      }
    },
  };
}

function cells(row: unknown): readonly Cell[] {
  if (!Array.isArray(row)) throw new TypeError('SQLite returned a row that is no array');
  return row.map((cell: unknown) => {
    if (cell === null || typeof cell === 'number' || typeof cell === 'string' || cell instanceof Uint8Array) {
      return cell;
    }
    throw new TypeError(`SQLite returned a ${typeof cell}`);
  });
}
