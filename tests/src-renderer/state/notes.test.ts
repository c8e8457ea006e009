import { describe, expect, test } from 'vitest';
import { createNoteBoard } from '../../../src-renderer/state/notes.svelte.ts';
import type { Note } from '../../../src-shared/protocol/note.ts';

const note = (id: string, t: number, text = id): Note => ({ id, t, text, by: 'x' });
const gone = (id: string): Note => ({ id, t: 0, text: '', by: 'x', removed: true });
const textsOf = (notes: readonly Note[]) => notes.map(({ text }) => text);

describe('the notes that a page knows', () => {
  test('follow the news, in order of their moments', () => {
    const board = createNoteBoard();
    board.take(note('b', 20));
    board.take(note('a', 10));
    board.take(note('b', 5, 'b moved'));
    expect(textsOf(board.all)).toEqual(['b moved', 'a']);
    board.take(gone('a'));
    board.take(gone('never seen'));
    expect(textsOf(board.all)).toEqual(['b moved']);
  });

  test('of a stretch include both its ends', () => {
    const board = createNoteBoard();
    for (const t of [9, 10, 20, 21]) board.take(note(String(t), t));
    expect(textsOf(board.within({ startMs: 10, endMs: 20 }))).toEqual(['10', '20']);
  });

  test('are those of the answer, with the news that came while it was on its way', () => {
    const board = createNoteBoard();
    board.take(note('old', 1));
    const fill = board.expect();
    board.take(note('new', 4));
    board.take(gone('b'));
    board.take(note('c', 3, 'c edited'));
    fill([note('a', 1), note('b', 2), note('c', 3)]);
    expect(textsOf(board.all)).toEqual(['a', 'c edited', 'new']);
  });

  test('are not taken back by an answer to an earlier question', () => {
    const board = createNoteBoard();
    const first = board.expect();
    const second = board.expect();
    second([note('second', 1)]);
    first([note('first', 1)]);
    expect(textsOf(board.all)).toEqual(['second']);
  });
});
