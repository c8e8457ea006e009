import type { ByteCursor } from './byte-cursor.ts';

const newline = 0x0a;
const space = 0x20;
const tab = 0x09;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;

/** True while the cursor stands on a byte of the file. */
export function hasMore(cursor: ByteCursor): boolean {
  return cursor.at < cursor.end;
}

/** Moves over spaces and tabs, never over a line end. */
export function skipBlanks(cursor: ByteCursor): void {
  const { bytes, end } = cursor;
  let at = cursor.at;
  while (at < end && (bytes[at] === space || bytes[at] === tab)) at += 1;
  cursor.at = at;
}

/** Moves to the start of the next line, or to the end of the file; true when there is one. */
export function nextLine(cursor: ByteCursor): boolean {
  const { bytes, end } = cursor;
  let at = cursor.at;
  while (at < end && bytes[at] !== newline) at += 1;
  cursor.at = at < end ? at + 1 : end;
  return cursor.at < end;
}

/** Moves over `count` fields of the line and the blanks before each. */
export function skipFields(cursor: ByteCursor, count: number): void {
  const { bytes, end } = cursor;
  let at = cursor.at;
  for (let left = count; left > 0; left -= 1) {
    while (at < end && bytes[at] === space) at += 1;
    while (at < end && bytes[at] !== space && bytes[at] !== newline) at += 1;
  }
  cursor.at = at;
}

/** True when the bytes at the cursor are those of `token`; the cursor stays. */
export function startsWith(cursor: ByteCursor, token: Buffer): boolean {
  const { bytes, at, end } = cursor;
  const { length } = token;
  if (at + length > end) return false;
  for (let index = 0; index < length; index += 1) {
    if (bytes[at + index] !== token[index]) return false;
  }
  return true;
}

/** Index of the next `byte` in this line, or -1; the cursor stays. */
export function findInLine(cursor: ByteCursor, byte: number): number {
  const { bytes, end } = cursor;
  for (let at = cursor.at; at < end && bytes[at] !== newline; at += 1) {
    if (bytes[at] === byte) return at;
  }
  return -1;
}

/**
 * Reads the next field of this line as a number, `12`, `-3` or `0.25`, and stops behind it.
 * @returns NaN where the field is no number or the line has no more; the cursor then stands on what stopped it
 */
export function nextNumber(cursor: ByteCursor): number {
  skipBlanks(cursor);
  const { bytes, end } = cursor;
  let at = cursor.at;
  const negative = bytes[at] === minus && at < end;
  if (negative) at += 1;
  const first = at;
  let value = 0;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < zero || byte > nine) break;
    value = value * 10 + (byte - zero);
  }
  if (at === first) return Number.NaN;
  if (at < end && bytes[at] === point) {
    let scale = 1;
    for (at += 1; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte < zero || byte > nine) break;
      value = value * 10 + (byte - zero);
      scale *= 10;
    }
    value /= scale;
  }
  cursor.at = at;
  return negative ? -value : value;
}

/** As {@link nextNumber}, with `null` for what is no number. */
export function nextReading(cursor: ByteCursor): number | null {
  const value = nextNumber(cursor);
  return Number.isNaN(value) ? null : value;
}
