import * as v from 'valibot';

/**
 * What went wrong with a file.
 * - `damaged`: what it holds is no longer a database, or no longer what was written.
 * - `unwritable`: the disk is full, read-only, failing or gone; it may get better by itself.
 */
export type StorageTrouble = 'damaged' | 'unwritable';

/** Primary result codes, https://www.sqlite.org/rescode.html. */
const troubles: ReadonlyMap<number, StorageTrouble> = new Map([
  [3, 'unwritable'], // PERM
  [5, 'unwritable'], // BUSY
  [6, 'unwritable'], // LOCKED
  [7, 'unwritable'], // NOMEM
  [8, 'unwritable'], // READONLY
  [10, 'unwritable'], // IOERR
  [11, 'damaged'], // CORRUPT
  [13, 'unwritable'], // FULL
  [14, 'unwritable'], // CANTOPEN
  [15, 'unwritable'], // PROTOCOL
  [23, 'unwritable'], // AUTH
  [26, 'damaged'], // NOTADB
]);

const sqliteError = v.object({ errcode: v.number() });
/** Some calls of the binding fail with the text of the code alone, https://www.sqlite.org/c3ref/errcode.html. */
const wordedError = v.object({ code: v.literal('ERR_SQLITE_ERROR'), message: v.string() });
const codesByWords: readonly (readonly [string, number])[] = [
  ['database disk image is malformed', 11],
  ['file is not a database', 26],
  ['database or disk is full', 13],
  ['disk I/O error', 10],
  ['attempt to write a readonly database', 8],
  ['unable to open database file', 14],
  ['database is locked', 5],
];
const systemError = v.object({ code: v.picklist(['ENOSPC', 'EROFS', 'EDQUOT', 'EACCES', 'EPERM', 'EIO', 'ENOENT']) });

/** Something stored that cannot have been written by this code. */
export class DamagedContent extends Error {}

/** What an exception says about the file; `null` where it says nothing, and is a mistake of ours. */
export function storageTrouble(caught: unknown): StorageTrouble | null {
  if (caught instanceof DamagedContent) return 'damaged';
  const code = sqliteCode(caught);
  if (code !== null) return troubles.get(code) ?? null;
  return v.is(systemError, caught) ? 'unwritable' : null;
}

/** Primary result code of an exception that SQLite caused; `null` for any other. */
export function sqliteCode(caught: unknown): number | null {
  const parsed = v.safeParse(sqliteError, caught);
  // It stands in the lowest byte of an extended code.
  if (parsed.success) return parsed.output.errcode & 0xff;
  const worded = v.safeParse(wordedError, caught);
  if (!worded.success) return null;
  return codesByWords.find(([words]) => worded.output.message.includes(words))?.[1] ?? null;
}
