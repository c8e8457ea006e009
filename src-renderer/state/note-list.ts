import type { Note } from '../../src-shared/protocol/note.ts';

/** Notes by their ids. */
export type KnownNotes = ReadonlyMap<string, Note>;

/** None. */
export const noNotes: KnownNotes = new Map();

/** What an answer lists, with the news that came while it was on its way. */
export function notesOf(listed: readonly Note[], news: readonly Note[]): KnownNotes {
  return news.reduce(withNews, new Map(listed.map((note) => [note.id, note])));
}

/** What is known after a note was added, changed or removed. */
export function withNews(known: KnownNotes, note: Note): KnownNotes {
  const next = new Map(known);
  if (note.removed === true) next.delete(note.id);
  else next.set(note.id, note);
  return next;
}

/** By their moments, oldest first. */
export function inOrder(known: KnownNotes): readonly Note[] {
  return [...known.values()].sort((a, b) => a.t - b.t);
}
