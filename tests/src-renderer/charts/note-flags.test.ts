import { describe, expect, test } from 'vitest';
import { notesAt, placeFlags } from '../../../src-renderer/charts/note-flags.ts';
import type { Note } from '../../../src-shared/protocol/note.ts';

const note = (t: number): Note => ({ id: String(t), t, text: String(t), by: 'x' });
const span = { startMs: 1_000, endMs: 2_000 };

describe('the flags of notes', () => {
  test('stand where their moments are, with the room up to the next', () => {
    const [first, second] = [note(1_100), note(1_600)];
    expect(placeFlags([first, second], span, 500)).toEqual([
      { x: 50, notes: [first], roomPx: 250 },
      { x: 300, notes: [second], roomPx: 200 },
    ]);
  });

  test('that would cover each other are one', () => {
    const notes = [1_000, 1_030, 1_035, 1_040].map(note);
    expect(placeFlags(notes, span, 500).map(({ x, notes: held }) => [x, held.map(({ t }) => t)])).toEqual([
      [0, [1_000, 1_030, 1_035]],
      [20, [1_040]],
    ]);
  });

  test('are none without notes, and one on a chart without width', () => {
    expect(placeFlags([], span, 500)).toEqual([]);
    expect(placeFlags([note(1_000), note(2_000)], span, 0)).toHaveLength(1);
  });
});

test('a crosshair points at the notes within five pixels', () => {
  const notes = [1_479, 1_490, 1_510, 1_521].map(note);
  expect(notesAt(notes, 1_500, span, 250).map(({ t }) => t)).toEqual([1_490, 1_510]);
});
