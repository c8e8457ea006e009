import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { sqliteCode } from './storage-trouble.ts';

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy. */
const busy = 5;

/** Name of the file that carries the lock. */
export const lockName = 'server.lock';

/** True for the error of somebody else's holding the lock. */
export function isBusy(caught: unknown): boolean {
  return sqliteCode(caught) === busy;
}

/** True while a server that runs holds the directory. Looks only: nothing there is made or changed. */
export function isDataDirHeld(dataDir: string): boolean {
  let lock: DatabaseSyncInstance | null = null;
  try {
    lock = new DatabaseSync(join(dataDir, lockName), { readOnly: true, timeout: 0 });
    lock.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (caught) {
    return isBusy(caught);
  } finally {
    lock?.close();
  }
}
