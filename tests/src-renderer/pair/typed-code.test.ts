import { describe, expect, test } from 'vitest';
import { caretAfter } from '../../../src-renderer/pair/code-caret.ts';
import { foreignWords, readTyped } from '../../../src-renderer/pair/typed-code.ts';

describe('a typed code', () => {
  test.each([
    ['k7qm4xpd', 'K7QM4XPD'],
    ['K7QM-4XPD', 'K7QM4XPD'],
    [' K7QM – 4XPD\n', 'K7QM4XPD'],
    ['k 7 q m', 'K7QM'],
    ['', ''],
    ['K7QM4XPDABC', 'K7QM4XPD'],
    ['http://192.168.1.20:4780/?window=1m#pair=K7QM4XPD', 'K7QM4XPD'],
  ])('%j is read as %j', (text, code) => {
    expect(readTyped(text)).toEqual({ code, foreign: '' });
  });

  test('signs that no code has are left out and named, so that nobody takes an O for a Q', () => {
    expect(readTyped('K0QMo4XÖO')).toEqual({ code: 'KQM4X', foreign: '0OÖ' });
    expect(foreignWords('0O')).toBe(
      'A code has no 0, O: it leaves out 0, 1, I, L, O and U, which are easily mistaken.',
    );
    expect(foreignWords('')).toBeNull();
  });

  test('the caret stays behind the same character', () => {
    expect(caretAfter('k7qm-4x', 7)).toBe(6);
    expect(caretAfter('k7-qm', 2)).toBe(2);
    expect(caretAfter('', 0)).toBe(0);
  });
});
