import { chmodSync, statSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import { sqliteCode, storageTrouble } from './storage-trouble.ts';

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
  /** Lets go of the file, whatever statements there are; what was committed is kept. */
  close(): void;
}

/**
 * Name of the file among what the connection has open. It is attached to an empty database in memory, because the binding
 * cannot finalise statements: until those are collected a closed connection holds on to its main file, and Windows would
 * not let that be renamed. What is attached can be detached. Statements find tables without the name; whatever makes one
 * and every PRAGMA must say it.
 */
export const attached = 'kept';

/**
 * Pages that SQLite keeps in memory, KiB. By default it is four times as much, which fills up within the first day; what is
 * not there is read from the system's own cache.
 */
const cacheKib = 512;

/** A WAL that a checkpoint has emptied is cut back to this, bytes. */
const walBytes = 4 * 1024 * 1024;

/**
 * Opens a file, or makes it, for the owner alone. WAL with synchronous NORMAL: a process that dies loses nothing that was
 * committed, a machine that loses power may lose the last commits, and neither leaves a damaged file
 * (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export function openDatabase(path: string): Database {
  const isEmpty = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
  const database = new DatabaseSync(':memory:', { timeout: 1_000 });
  try {
    database.prepare(`ATTACH DATABASE ? AS ${attached}`).run(path);
  } catch (caught) {
    database.close();
    throw caught;
  }
  try {
    // Only takes effect while the file is empty, and must come before anything is written. Any other file, which may be that
    // of a newer version, would be written to for nothing.
    if (isEmpty) database.exec(`PRAGMA ${attached}.auto_vacuum = INCREMENTAL`);
    database.exec(`PRAGMA ${attached}.journal_mode = WAL`);
    database.exec(`PRAGMA ${attached}.synchronous = NORMAL`);
    database.exec(`PRAGMA ${attached}.journal_size_limit = ${String(walBytes)}`);
    // Negative: in KiB instead of pages (https://www.sqlite.org/pragma.html#pragma_cache_size).
    database.exec(`PRAGMA ${attached}.cache_size = -${String(cacheKib)}`);
    chmodSync(path, 0o600);
  } catch (caught) {
    letGo(database);
    throw caught;
  }
  // Prepared once: they come with every tick.
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');

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
      begin.run();
      try {
        run();
        commit.run();
      } catch (caught) {
        // SQLite ends the transaction by itself after some failures, of which a full disk is one.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw caught;
      }
    },
    close() {
      letGo(database);
    },
  };
}

function letGo(database: InstanceType<typeof DatabaseSync>): void {
  try {
    // By itself it happens at the end of a connection only, which the statements delay.
    database.exec(`PRAGMA ${attached}.wal_checkpoint(TRUNCATE)`);
  } catch (caught) {
    if (storageTrouble(caught) === null) throw caught;
  }
  try {
    database.exec(`DETACH DATABASE ${attached}`);
  } catch (caught) {
    // It is given up in any case; the file is let go of as soon as the statements are collected.
    if (sqliteCode(caught) === null) throw caught;
  } finally {
    database.close();
  }
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
