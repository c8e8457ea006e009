import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Gives a database a dated name, together with the files that belong to it, so that its owner may look at it.
 * @returns the new name
 */
export function setAside(path: string, nowMs: number): string {
  const date = new Date(nowMs).toISOString().replaceAll(':', '-');
  const aside = join(dirname(path), `${basename(path, '.db')}.damaged-${date}.db`);
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}
