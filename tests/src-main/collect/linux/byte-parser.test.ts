import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cursorOver } from '../../../../src-main/collect/linux/byte-cursor.ts';
import {
  findInLine,
  hasMore,
  nextLine,
  nextNumber,
  nextReading,
  skipFields,
  startsWith,
} from '../../../../src-main/collect/linux/byte-parser.ts';

describe('numbers in the bytes of a file', () => {
  test('are read as the text says, in any number of blanks', () => {
    const cursor = cursorOver('  12\t-3 0.25 18446744073709551615 1.20');
    expect(nextNumber(cursor)).toBe(12);
    expect(nextNumber(cursor)).toBe(-3);
    expect(nextNumber(cursor)).toBe(0.25);
    expect(nextNumber(cursor)).toBe(2 ** 64);
    expect(nextNumber(cursor)).toBe(1.2);
    expect(nextNumber(cursor)).toBeNaN();
  });

  test('agree with JavaScript for every decimal number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 999 }), (whole, decimals) => {
        const text = `${String(whole)}.${String(decimals).padStart(3, '0')}`;
        expect(nextNumber(cursorOver(text))).toBeCloseTo(Number(text), 6);
      }),
    );
  });

  test('end at the line end', () => {
    const cursor = cursorOver('1\n2');
    expect(nextNumber(cursor)).toBe(1);
    expect(nextReading(cursor)).toBeNull();
    expect(nextLine(cursor)).toBe(true);
    expect(nextNumber(cursor)).toBe(2);
    expect(nextLine(cursor)).toBe(false);
  });

  test('never come from bytes left over behind the end', () => {
    const cursor = cursorOver('12345');
    cursor.end = 2;
    expect(nextNumber(cursor)).toBe(12);
    expect(hasMore(cursor)).toBe(false);
    expect(nextNumber(cursor)).toBeNaN();
  });
});

describe('words in the bytes of a file', () => {
  test('are skipped without leaving the line', () => {
    const cursor = cursorOver('a bb  ccc 7\nx');
    skipFields(cursor, 3);
    expect(nextNumber(cursor)).toBe(7);
    skipFields(cursor, 5);
    expect(nextLine(cursor)).toBe(true);
    expect(startsWith(cursor, Buffer.from('x'))).toBe(true);
    expect(startsWith(cursor, Buffer.from('xy'))).toBe(false);
  });

  test('are found within the line only', () => {
    const cursor = cursorOver('eth0 1\nlo: 2');
    expect(findInLine(cursor, 0x3a)).toBe(-1);
    nextLine(cursor);
    expect(findInLine(cursor, 0x3a)).toBe(9);
  });
});
