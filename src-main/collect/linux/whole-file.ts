import { closeSync, openSync, readSync } from 'node:fs';
import type { ByteCursor } from './byte-cursor.ts';

/**
 * Opens, reads and closes a small file in one go: for files of which there are too many to keep open.
 * @returns false where it is gone or may not be read; a process can end at any moment
 */
export function readWholeFile(path: string, cursor: ByteCursor): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    cursor.at = 0;
    cursor.end = readSync(descriptor, cursor.bytes, 0, cursor.bytes.length, 0);
    return cursor.end > 0;
  } catch {
    return false;
  } finally {
    closeSync(descriptor);
  }
}
