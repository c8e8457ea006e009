import { numberIn } from './cells.ts';
import { attached, type Database } from './database.ts';

/**
 * Each step leads from the version of its index to the next; steps that were released are never changed. Times are ms
 * since the epoch.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE ${attached}.series (id INTEGER PRIMARY KEY, series TEXT NOT NULL, instance TEXT NOT NULL, UNIQUE (series, instance)) STRICT;
  -- The newest samples, one row per tick; see tick-row.ts.
  CREATE TABLE ${attached}.tick (t INTEGER PRIMARY KEY, cells BLOB NOT NULL) STRICT;
  CREATE TABLE ${attached}.mark (t INTEGER PRIMARY KEY, every INTEGER NOT NULL) STRICT;
  CREATE TABLE ${attached}.top (t INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  `,
  `
  -- Older samples, one row per tier, series and block of time; see chunk-key.ts and chunk-codec.ts.
  CREATE TABLE IF NOT EXISTS ${attached}.chunk (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  -- See Block in chunk-store.ts.
  CREATE TABLE ${attached}.block (
    tier INTEGER NOT NULL, start INTEGER NOT NULL, sealed INTEGER NOT NULL, stale INTEGER NOT NULL, PRIMARY KEY (tier, start)
  ) STRICT, WITHOUT ROWID;
  -- Processes of one minute, see top-block.ts; thinned ones hold one reading.
  CREATE TABLE IF NOT EXISTS ${attached}.top_minute (t INTEGER PRIMARY KEY, thinned INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
  CREATE INDEX ${attached}.top_minute_thinned ON top_minute (thinned, t);
  `,
  `
  -- Nothing to change: from here on top and top_minute may hold commands, which older programs would lose as they pack.
  `,
  `
  -- Lowest and highest average of the chunk, so that a search for a level need not decode it; NULL where not known.
  ALTER TABLE ${attached}.chunk ADD COLUMN low REAL;
  ALTER TABLE ${attached}.chunk ADD COLUMN high REAL;
  `,
  `
  -- Nothing to change: from here on ticks name their columns in runs, which older programs would take for damage.
  `,
];

/** The version of the schema that this program writes. */
const schemaVersion = steps.length;

/** A file written by a newer Lanpulse: it is left alone. */
export class NewerSchema extends Error {}

/**
 * Brings the schema up to date, each step in its own transaction.
 * @throws NewerSchema
 */
export function migrate(database: Database): void {
  const [row = []] = database.prepare(`PRAGMA ${attached}.user_version`).rows();
  const version = numberIn(row, 0);
  if (version > schemaVersion) {
    throw new NewerSchema(`version ${String(version)}, this program knows ${String(schemaVersion)}`);
  }
  for (const [index, sql] of steps.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(sql);
      database.exec(`PRAGMA ${attached}.user_version = ${String(index + 1)}`);
    });
  }
}
