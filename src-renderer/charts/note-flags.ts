import type { Note } from '../../src-shared/protocol/note.ts';
import type { TimeSpan } from '../state/time-range.ts';

/** Notes so close together that they share one flag. */
export interface NoteFlag {
  /** Of the first note, CSS pixels from the left end of the plot. */
  readonly x: number;
  readonly notes: readonly Note[];
  /** Pixels until the next flag or the right end of the plot. */
  readonly roomPx: number;
}

/** Flags nearer than this would cover each other, pixels. */
const apartPx = 18;

/**
 * Places the flags of notes along a plot.
 * @param notes oldest first, all within the span
 */
export function placeFlags(notes: readonly Note[], { startMs, endMs }: TimeSpan, widthPx: number): NoteFlag[] {
  const groups: { x: number; notes: Note[] }[] = [];
  for (const note of notes) {
    const x = ((note.t - startMs) / (endMs - startMs)) * widthPx;
    const last = groups.at(-1);
    if (last !== undefined && x - last.x < apartPx) last.notes.push(note);
    else groups.push({ x, notes: [note] });
  }
  return groups.map((group, index) => ({ ...group, roomPx: (groups[index + 1]?.x ?? widthPx) - group.x }));
}

/** The notes that a crosshair at a moment points at: those within some pixels of it. */
export function notesAt(
  notes: readonly Note[],
  ms: number,
  { startMs, endMs }: TimeSpan,
  widthPx: number,
): readonly Note[] {
  const reachMs = (5 / Math.max(1, widthPx)) * (endMs - startMs);
  return notes.filter(({ t }) => Math.abs(t - ms) <= reachMs);
}
