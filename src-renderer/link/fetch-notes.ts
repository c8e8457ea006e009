import type { Fault } from '../../src-shared/fault.ts';
import { notesSchema, type Notes } from '../../src-shared/protocol/note.ts';
import { fetchJson } from './fetch-json.ts';

/** A question to `GET /api/v1/notes`. Times in ms since the epoch, whole numbers, both inclusive. */
export interface NotesQuery {
  readonly from: number;
  /** `null` for no end: what a clock that runs ahead has pinned as well. */
  readonly to: number | null;
}

/** Asks for notes; a Fault where the server refuses, cannot be reached or the request was aborted. */
export type FetchNotes = (query: NotesQuery, signal: AbortSignal) => Promise<Notes | Fault>;

/** Reads the notes of a stretch of time. */
export const fetchNotes: FetchNotes = ({ from, to }, signal) => {
  const query = new URLSearchParams({ from: String(from) });
  if (to !== null) query.set('to', String(to));
  return fetchJson('notes', query, notesSchema, signal);
};
