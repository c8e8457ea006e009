import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Cell } from './database.ts';

/** A row of the file that is not what was written. */
export interface RottenPiece {
  readonly table: 'chunk' | 'tick' | 'top' | 'top_minute';
  /** Its primary key. */
  readonly key: number;
  readonly data: Cell;
}

/** A dated file beside a database for what is deleted from it because it was damaged, so that its owner may look at it. */
export interface LeftOut {
  /** Where the pieces of this run go. */
  readonly path: string;
  /**
   * Puts pieces at its end, as lines of JSON, and waits for the disk; what would make it too large is not kept.
   * @returns false where the file cannot be written; then it is as it was before
   */
  keep(pieces: readonly RottenPiece[]): boolean;
}

/** What {@link createLeftOut} needs. */
export interface LeftOutOptions {
  /** Of the database. */
  readonly path: string;
  readonly clock: Pick<Clock, 'wallMs'>;
  /** Told why the file cannot be written, once until it can be. */
  readonly onTrouble: (caught: unknown) => void;
  /** Default: {@link mostLeftOutBytes}. */
  readonly mostBytes?: number;
}

/** Most that is kept so of one database, over all dates, bytes. */
export const mostLeftOutBytes = 16 * 1024 * 1024;

/** Makes one; the file comes into being with its first piece. */
export function createLeftOut({ path, clock, onTrouble, mostBytes = mostLeftOutBytes }: LeftOutOptions): LeftOut {
  const folder = dirname(path);
  const prefix = `${basename(path, '.db')}.left-out-`;
  const aside = join(folder, `${prefix}${new Date(clock.wallMs()).toISOString().slice(0, 10)}.jsonl`);
  let isTold = false;

  function usedBytes(): number {
    return readdirSync(folder)
      .filter((name) => name.startsWith(prefix))
      .reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  function fitting(pieces: readonly RottenPiece[]): readonly string[] {
    // One byte for the end of a torn line.
    let room = mostBytes - usedBytes() - 1;
    return pieces.map(lineOf).filter((line) => {
      if (line.length > room) return false;
      room -= line.length;
      return true;
    });
  }

  return {
    path: aside,
    keep(pieces) {
      try {
        const lines = fitting(pieces);
        if (lines.length > 0) append(aside, lines.join(''));
      } catch (caught) {
        if (!isTold) onTrouble(caught);
        isTold = true;
        return false;
      }
      isTold = false;
      return true;
    },
  };
}

/** Writes all of it, or nothing. */
function append(path: string, text: string): void {
  const file = openSync(path, 'a+', 0o600);
  try {
    const { size } = fstatSync(file);
    try {
      writeFileSync(file, (isTorn(file, size) ? '\n' : '') + text);
      // Before the pieces go from the database.
      fsyncSync(file);
    } catch (caught) {
      ftruncateSync(file, size);
      throw caught;
    }
  } finally {
    closeSync(file);
  }
}

/** True where somebody died in the middle of the last line. */
function isTorn(file: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString('latin1') !== '\n';
}

/** Plain ASCII: bytes in base64. */
function lineOf({ table, key, data }: RottenPiece): string {
  const found = data instanceof Uint8Array ? { base64: Buffer.from(data).toString('base64') } : { value: String(data) };
  return `${JSON.stringify({ table, key, ...found })}\n`;
}
