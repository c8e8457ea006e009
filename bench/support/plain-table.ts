import { DatabaseSync } from '@photostructure/sqlite';
import { visitReadings } from '../../src-shared/metrics/visit-readings.ts';
import type { NextReadings } from './busy-machine.ts';

/** What one would write without a second thought: a row for each value, in the same SQLite with the same settings. */
export interface PlainTable {
  /** Keeps one tick of readings, in a transaction of its own. */
  append(t: number, values: ReturnType<NextReadings>): void;
  /** Fills one series with a value a second. */
  fill(series: string, from: number, to: number): void;
  range(series: string, from: number, to: number, points: number): void;
  bytes(): number;
  values(): number;
  close(): void;
}

/** Opens the table in a new file. */
export function openPlainTable(path: string): PlainTable {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE value (series TEXT, t INTEGER, value REAL, PRIMARY KEY (series, t)) WITHOUT ROWID');
  const insert = database.prepare('INSERT INTO value VALUES (?, ?, ?)');
  const buckets = database.prepare(
    'SELECT t / ?1 * ?1, min(value), avg(value), max(value) FROM value WHERE series = ?2 AND t >= ?3 AND t < ?4 GROUP BY 1',
  );
  let values = 0;

  return {
    append(t, readings) {
      database.exec('BEGIN');
      visitReadings(readings, (_metric, series, instance, value) => {
        if (value === null) return;
        insert.run(`${series}@${instance}`, t, value);
        values += 1;
      });
      database.exec('COMMIT');
    },
    fill(series, from, to) {
      database.exec('BEGIN');
      for (let t = from; t < to; t += 1_000) insert.run(series, t, Math.sin(t / 1e6));
      database.exec('COMMIT');
    },
    range: (series, from, to, points) => {
      buckets.all(Math.ceil((to - from) / points), series, from, to);
    },
    bytes() {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      const row: unknown = database
        .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
        .get();
      return typeof row === 'object' && row !== null && 'bytes' in row ? Number(row.bytes) : Number.NaN;
    },
    values: () => values,
    close: () => {
      database.close();
    },
  };
}
