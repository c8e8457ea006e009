import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { writeAtomically } from '../write-atomically.ts';
import { sqliteCode } from './storage-trouble.ts';

/** The data directory is this process's own until it is released or the process dies, however it dies. */
export interface DataDirLock {
  /** Says where this server's dashboard is, for a second one that finds the directory taken. */
  announce(url: string): Promise<void>;
  release(): void;
}

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy. */
const busy = 5;

const addressSchema = v.object({ url: v.pipe(v.string(), v.url()) });

/**
 * Takes the data directory. The lock is an exclusive transaction on an empty SQLite file, so that the operating system
 * ends it with the process. A directory that nobody can write to needs none, and gets none.
 * @throws Fault `data_dir_taken`, with the other server's address where it is known
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const held = takeLock(dataDir);
  return {
    announce: async (url) => {
      if (held !== null) await writeAtomically(addressPath(dataDir), `${JSON.stringify({ url })}\n`);
    },
    release() {
      if (held?.isOpen !== true) return;
      rmSync(addressPath(dataDir), { force: true });
      held.close();
    },
  };
}

/** Address of the dashboard of the server that holds the directory; `null` where it has not said so. */
export function addressOfHolder(dataDir: string): string | null {
  let text: string;
  try {
    text = readFileSync(addressPath(dataDir), 'utf8');
  } catch {
    // Whatever the reason, the address is not known.
    return null;
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), addressSchema), text);
  return parsed.success ? parsed.output.url : null;
}

function takeLock(dataDir: string): DatabaseSyncInstance | null {
  let lock: DatabaseSyncInstance | null = null;
  try {
    lock = new DatabaseSync(join(dataDir, 'server.lock'), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (caught) {
    lock?.close();
    if (sqliteCode(caught) !== busy) return null;
    const url = addressOfHolder(dataDir);
    const where = url === null ? '' : ` at ${url}`;
    throw new Fault(
      'data_dir_taken',
      `Another Lanpulse${where} keeps its data in ${dataDir}. Use that one, or give this one its own folder with --data-dir.`,
      { cause: caught },
    );
  }
}

function addressPath(dataDir: string): string {
  return join(dataDir, 'server.json');
}
