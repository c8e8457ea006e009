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
  const isRead = readOpenFile(descriptor, cursor);
  closeSync(descriptor);
  return isRead;
}

/**
 * Reads a small file from its beginning.
 * @returns false where there is nothing, as of a process that has ended
 */
export function readOpenFile(descriptor: number, cursor: ByteCursor): boolean {
  try {
    cursor.at = 0;
    cursor.end = readSync(descriptor, cursor.bytes, 0, cursor.bytes.length, 0);
    return cursor.end > 0;
  } catch {
    return false;
  }
}
