import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { noteLength, noteTextSchema } from '../../../src-shared/protocol/note.ts';

const parse = (text: unknown) => {
  const parsed = v.safeParse(noteTextSchema, text, { abortEarly: true });
  return parsed.success ? parsed.output : { refused: parsed.issues[0].message };
};

describe('the text of a note', () => {
  test.each([
    ['  deployed 2.3\n', 'deployed 2.3'],
    ['one\r\ntwo\rthree\u2028four', 'one\ntwo\nthree\nfour'],
    ['a\tb', 'a b'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['家族 👨‍👩‍👧', '家族 👨‍👩‍👧'],
    ['\u202egnp.exe\u202c and \u2066more\u2069', 'gnp.exe and more'],
    ['x'.repeat(noteLength), 'x'.repeat(noteLength)],
  ])('%j is kept as %j', (text, kept) => {
    expect(parse(text)).toBe(kept);
  });

  test.each([
    [7, 'is not a text'],
    ['', 'is empty'],
    [' \n ', 'is empty'],
    ['\u200b\u2060\u202e', 'is empty'],
    ['x'.repeat(noteLength + 1), 'is longer than 500 characters'],
    ['bell\u0007', 'holds a control character'],
    ['\u001b[31mred', 'holds a control character'],
    ['null\u0000', 'holds a control character'],
    ['next\u0085line', 'holds a control character'],
  ])('%j is refused: it %s', (text, message) => {
    expect(parse(text)).toEqual({ refused: message });
  });
});
