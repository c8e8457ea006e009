import { accessSync, constants, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { Fault } from '../../src-shared/fault.ts';
import { writeAtomically } from '../write-atomically.ts';
import { holderPath, readHolder, type Holder } from './holder.ts';
import { isBusy, isDataDirHeld, lockName } from './is-held.ts';
import { sqliteCode } from './storage-trouble.ts';

/** The data directory is this process's own until it is released or the process dies, however it dies. */
export interface DataDirLock {
  /** Says where this server's dashboard is, for the owner's other programs on this machine, and how they get in. */
  announce(holder: Holder): Promise<void>;
  release(): void;
}

/** READONLY, FULL and CANTOPEN: whoever may not write here, or finds no room for the file, has nobody to keep out. */
const unwritable: ReadonlySet<number> = new Set([8, 13, 14]);

/**
 * Takes the data directory. The lock is an exclusive transaction on an empty SQLite file, so that the operating system
 * ends it with the process. A directory that cannot be written to needs none, and gets none.
 * @throws Fault `data_dir_taken`, with the other server's address where it is known; `start_failed` where it cannot be
 * known whether somebody else is there
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const held = takeLock(dataDir);
  if (held !== null) forgetHolder(dataDir);
  return {
    announce: async (holder) => {
      if (held !== null) await writeAtomically(holderPath(dataDir), `${JSON.stringify(holder)}\n`);
    },
    release() {
      if (held?.isOpen !== true) return;
      forgetHolder(dataDir);
      held.close();
    },
  };
}

function takeLock(dataDir: string): DatabaseSyncInstance | null {
  const refused = writeRefusal(join(dataDir, lockName));
  if (refused !== null) {
    if (isDataDirHeld(dataDir)) throw taken(dataDir, refused);
    // SQLite would take a lock for readers there, which keeps the owner out.
    return null;
  }
  let lock: DatabaseSyncInstance | null = null;
  try {
    lock = new DatabaseSync(join(dataDir, lockName), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (caught) {
    lock?.close();
    // Where this user may not write, another one's server may hold it.
    if (isBusy(caught) || isDataDirHeld(dataDir)) throw taken(dataDir, caught);
    const code = sqliteCode(caught);
    if (code !== null && unwritable.has(code)) return null;
    throw new Fault(
      'start_failed',
      `The lock ${join(dataDir, lockName)} cannot be taken, so that another Lanpulse could write to the same files. Delete it if none runs, or give this one its own folder, on a disk that knows locks, with --data-dir.`,
      { cause: caught },
    );
  }
}

/** Why this user may not write to a file that is there; `null` where they may, or where it is not there yet. */
function writeRefusal(path: string): unknown {
  try {
    accessSync(path, constants.W_OK);
    return null;
  } catch (caught) {
    const code = caught instanceof Error && 'code' in caught ? caught.code : null;
    return code === 'ENOENT' ? null : caught;
  }
}

function taken(dataDir: string, cause: unknown): Fault {
  const holder = readHolder(dataDir);
  const where = holder === null ? '' : ` at ${holder.url}`;
  return new Fault(
    'data_dir_taken',
    `Another Lanpulse${where} keeps its data in ${dataDir}. Use that one, or give this one its own folder with --data-dir.`,
    { cause },
  );
}

/** What the one before has said, also one that was killed: somebody else may have its port by now. */
function forgetHolder(dataDir: string): void {
  rmSync(holderPath(dataDir), { force: true });
}
