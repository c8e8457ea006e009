import { closeSync, openSync } from 'node:fs';
import type { ByteCursor } from './byte-cursor.ts';
import { readOpenFile } from './whole-file.ts';

/** Small files that are read again and again, many of them. */
export interface KeptFiles {
  /**
   * Reads a file from its beginning.
   * @returns false where it is gone or may not be read
   */
  read(path: string, cursor: ByteCursor): boolean;
  /** Lets go of a file that is not read any more. */
  forget(path: string): void;
  close(): void;
}

/**
 * Keeps files open from one reading to the next, for to open and to close one of /proc costs as much as to read it. A file of
 * a process that has ended cannot be read any more, whatever has its number now; then the path is opened anew.
 * @param most files that are open at the same time; those beyond are opened for each reading
 */
export function keptFiles(most: number): KeptFiles {
  const descriptors = new Map<string, number>();

  function forget(path: string): void {
    const descriptor = descriptors.get(path);
    if (descriptor === undefined) return;
    descriptors.delete(path);
    closeSync(descriptor);
  }

  function readKept(path: string, cursor: ByteCursor): boolean {
    const descriptor = descriptors.get(path);
    if (descriptor === undefined) return false;
    if (readOpenFile(descriptor, cursor)) return true;
    forget(path);
    return false;
  }

  return {
    read(path, cursor) {
      if (readKept(path, cursor)) return true;
      let descriptor: number;
      try {
        descriptor = openSync(path, 'r');
      } catch {
        // A process can end at any moment.
        return false;
      }
      const isRead = readOpenFile(descriptor, cursor);
      if (isRead && descriptors.size < most) descriptors.set(path, descriptor);
      else closeSync(descriptor);
      return isRead;
    },
    forget,
    close() {
      for (const path of [...descriptors.keys()]) forget(path);
    },
  };
}
