import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../src-shared/fault.ts';

/**
 * Makes the data directory, for the owner alone.
 * @throws Fault `start_failed`
 */
export function makeDataDir(dataDir: string): void {
  try {
    makeFolder(resolve(dataDir));
  } catch (cause) {
    throw new Fault('start_failed', `The data directory ${dataDir} cannot be made; choose another with --data-dir.`, {
      cause,
    });
  }
}

/** Level by level: Node's own `recursive` never returns under /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
