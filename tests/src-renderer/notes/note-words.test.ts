import { describe, expect, test } from 'vitest';
import { flagWords, noteTime, noteTitle } from '../../../src-renderer/notes/note-words.ts';

const at = new Date(2026, 10, 24, 14, 3, 9).getTime();
const note = (text: string, t = at) => ({ id: text, t, text, by: 'x' });

describe('a note in words', () => {
  test('has the time to the second, and the day where it is not today', () => {
    expect(noteTime(at, at + 3_600_000)).toBe('14:03:09');
    expect(noteTime(at, at + 3 * 86_400_000)).toMatch(/2026.* 14:03:09$/u);
  });

  test('has its first line as title', () => {
    expect(noteTitle(note('deployed 2.3\nto all hosts'))).toBe('deployed 2.3');
  });

  test('is told with all its text, several by their titles', () => {
    expect(flagWords([], at)).toBe('');
    expect(flagWords([note('a\nb')], at)).toBe('Note at 14:03: a\nb');
    expect(flagWords([note('a\nb'), note('c')], at)).toBe('2 notes from 14:03: a, c');
  });
});
