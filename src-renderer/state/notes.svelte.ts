import type { Note } from '../../src-shared/protocol/note.ts';
import { inOrder, noNotes, notesOf, withNews, type KnownNotes } from './note-list.ts';
import type { TimeSpan } from './time-range.ts';

/** The notes that this page knows. Reactive. */
export interface NoteBoard {
  /** Oldest first. */
  readonly all: readonly Note[];
  /** Those pinned to moments of a stretch, ends included. */
  readonly within: (span: TimeSpan) => readonly Note[];
  /** Counts the beginnings of streams: after each one, what happened meanwhile is to be asked for. */
  readonly beginnings: number;
  /** Begins an answer: what is told from now on is newer than it. Returns the way to fill it in. */
  readonly expect: () => (notes: readonly Note[]) => void;
}

/** A board with the ways to fill it. */
export interface FilledNoteBoard extends NoteBoard {
  /** A stream began. */
  readonly begin: () => void;
  /** News of a note that was added, changed or removed. */
  readonly take: (note: Note) => void;
}

/** Makes an empty board. */
export function createNoteBoard(): FilledNoteBoard {
  let byId = $state.raw<KnownNotes>(noNotes);
  let beginnings = $state(0);
  /** News that came in while an answer was on its way; `null` while none is. */
  let meanwhile: Note[] | null = null;
  const all = $derived(inOrder(byId));
  return {
    get all() {
      return all;
    },
    within: ({ startMs, endMs }) => all.filter(({ t }) => t >= startMs && t <= endMs),
    get beginnings() {
      return beginnings;
    },
    expect() {
      const own: Note[] = [];
      meanwhile = own;
      return (notes) => {
        // A later question knows more.
        if (meanwhile !== own) return;
        meanwhile = null;
        byId = notesOf(notes, own);
      };
    },
    begin() {
      beginnings += 1;
    },
    take(note) {
      byId = withNews(byId, note);
      meanwhile?.push(note);
    },
  };
}
