import { closeSync, copyFileSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import * as v from 'valibot';
import { cpuAt, keepPast } from './past.ts';
import { temporaryFolder } from './temporary-folder.ts';

const hourMs = 3_600_000;

/**
 * Keeps two hours of a past that ended an hour ago or earlier. It is so restless that an hour fills several pages of the
 * file, which a server does not read at its start.
 */
export function storePast(dataDir: string): { readonly from: number; readonly to: number } {
  const to = Math.floor(Date.now() / hourMs) * hourMs - hourMs;
  const from = to - 2 * hourMs;
  keepPast(dataDir, { from, to, at: (ms) => ({ cpu: cpuAt(50 + 50 * Math.sin(ms ** 1.5)) }) });
  return { from, to };
}

/** Overwrites the history of a data directory, its log of changes too, with bytes that mean nothing to a database. */
export function overwriteHistory(dataDir: string): void {
  for (const name of ['history.db', 'history.db-wal']) {
    const path = join(dataDir, name);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0) continue;
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(size, 0xaa));
    closeSync(file);
  }
}

const found = v.object({ data: v.instance(Uint8Array) });

/** A row of the file of a history that holds compressed bytes. */
export interface StoredRow {
  readonly table: 'chunk' | 'top_minute';
  readonly where: string;
}

/** The values of a series in one hour, which begins at `start`. */
export function chunkRow(series: string, start: number): StoredRow {
  const id = `(SELECT id FROM series WHERE series = '${series}')`;
  return { table: 'chunk', where: `key = ${String(start / hourMs)} + 16777216 * ${id}` };
}

/** The packed processes of one minute. */
export function minuteRow(start: number): StoredRow {
  return { table: 'top_minute', where: `t = ${String(start)}` };
}

/**
 * Changes one bit of what a row holds, as a disk does that rots; nobody may have the file open.
 * @param share how far from its first byte to its last, 0 to 1
 */
export function flipBit(dataDir: string, { table, where }: StoredRow, share = 0.5): void {
  const bytes = storedBytes(dataDir, { table, where });
  const place = Math.round((bytes.length - 1) * share);
  bytes[place] = (bytes[place] ?? 0) ^ 4;
  const database = new DatabaseSync(join(dataDir, 'history.db'));
  // A prepared statement would hold the file open until it is collected.
  database.exec(`UPDATE ${table} SET data = x'${bytes.toString('hex')}' WHERE ${where}`);
  database.close();
}

/** Has a row that fills several pages go on at one that the file does not have: SQLite calls that malformed. */
export function breakRow(dataDir: string, row: StoredRow): void {
  const bytes = storedBytes(dataDir, row);
  const path = join(dataDir, 'history.db');
  const file = readFileSync(path);
  const at = file.lastIndexOf(bytes.subarray(0, 64));
  const here = bytes.findIndex((byte, n) => file[at + n] !== byte);
  if (at < 0 || here < 0) throw new Error('The row lies in one place, or in none.');
  const target = openSync(path, 'r+');
  // The number of the next page stands where its first part ends.
  writeSync(target, Buffer.alloc(4, 0x7f), 0, 4, at + here);
  closeSync(target);
}

/** What a row of a history holds that nobody has open. */
export function storedBytes(dataDir: string, { table, where }: StoredRow): Buffer {
  const copy = join(temporaryFolder(), 'copy.db');
  copyFileSync(join(dataDir, 'history.db'), copy);
  const database = new DatabaseSync(copy);
  const { data } = v.parse(found, database.prepare(`SELECT data FROM ${table} WHERE ${where}`).get());
  database.close();
  return Buffer.from(data);
}
