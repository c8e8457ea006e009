import { closeSync, openSync, readSync } from 'node:fs';
import type { ByteCursor } from './byte-cursor.ts';

/** A file of /proc or /sys that is read again and again. */
export interface KernelFile {
  /**
   * The contents of this moment. The cursor and its bytes are reused by the next call.
   * @throws the error of the system call; the file is opened anew by the next call
   */
  read(): ByteCursor;
  close(): void;
}

/** Options of {@link kernelFile}. */
export interface KernelFileOptions {
  /** First size of the buffer in bytes; it doubles when the file does not fit. Default 4096. */
  readonly bytes?: number;
  /** The kernel hands out this file in one piece, so that a short read is its end. Default false. */
  readonly onePiece?: boolean;
}

/**
 * A kernel file under one descriptor and one buffer: reading at offset 0 makes the kernel produce it anew, so nothing
 * is opened or allocated for a reading. Nothing is opened before the first one.
 */
export function kernelFile(path: string, options: KernelFileOptions = {}): KernelFile {
  const { bytes = 4096, onePiece = false } = options;
  const cursor: ByteCursor = { bytes: Buffer.allocUnsafeSlow(bytes), at: 0, end: 0 };
  let descriptor = -1;

  function close(): void {
    if (descriptor < 0) return;
    const closing = descriptor;
    descriptor = -1;
    closeSync(closing);
  }

  function fill(): void {
    if (descriptor < 0) descriptor = openSync(path, 'r');
    let end = 0;
    for (;;) {
      if (end === cursor.bytes.length) cursor.bytes = doubled(cursor.bytes);
      const room = cursor.bytes.length - end;
      const read = readSync(descriptor, cursor.bytes, end, room, end);
      end += read;
      // A file of many records may come in pieces of a page, so only nothing more is its end.
      if (read === 0 || (onePiece && read < room)) break;
    }
    cursor.at = 0;
    cursor.end = end;
  }

  return {
    read: () => {
      try {
        fill();
      } catch (error) {
        close();
        throw error;
      }
      return cursor;
    },
    close,
  };
}

function doubled(bytes: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(bytes.length * 2);
  bytes.copy(larger);
  return larger;
}
