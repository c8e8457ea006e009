import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import { noteSchema, noteTextSchema, type Note, type Notes } from '../../src-shared/protocol/note.ts';
import { keptFile, type KeptFile, type KeptFilePlace } from '../kept-file.ts';

/** The file as it stands in the data directory. */
const fileSchema = v.object({ format: v.literal(1), notes: v.array(v.unknown()) });

type NotesFile = v.InferOutput<typeof fileSchema>;

const keptSchema = v.object({
  id: noteSchema.entries.id,
  t: noteSchema.entries.t,
  text: noteTextSchema,
  by: noteSchema.entries.by,
});

/** What of a note can be chosen. */
export interface NoteDraft {
  /** The moment it is pinned to, ms since the epoch. */
  readonly t: number;
  /** As `noteTextSchema` leaves it. */
  readonly text: string;
}

/** What is to change; the rest stays. */
type NoteChange = { readonly [Key in keyof NoteDraft]?: NoteDraft[Key] | undefined };

/** The only writer of notes. Each change resolves when it is on disk and everybody has been told. */
export interface NoteStore {
  /** Notes with `from <= t <= to`, oldest first; of too many the newest. */
  range(from: number, to: number): Notes;
  /**
   * @param by who asks, as others will read it
   * @throws Fault `invalid_command` for a moment that is not kept, `too_many`; then nothing has changed
   */
  add(draft: NoteDraft, by: string): Promise<Note>;
  /** @throws Fault `not_found`, `invalid_command`; then nothing has changed */
  edit(id: string, change: NoteChange, by: string): Promise<Note>;
  /** @throws Fault `not_found` */
  remove(id: string, by: string): Promise<void>;
}

/** What a store is opened with. */
export interface NoteStoreOptions extends Omit<KeptFilePlace, 'path'> {
  readonly dataDir: string;
  /** Age up to which moments take notes, and past which notes make room for new ones, ms. Default `limits.noteKeepMs`. */
  readonly keepMs?: number | undefined;
  /** Called after each change, when it is on disk; a removed note carries `removed`. */
  readonly onChange: (note: Note) => void;
}

/** What a change makes of the notes. */
interface Change {
  /** The note as it now is; a removed one carries `removed`. */
  readonly note: Note;
  /** All notes after it; `null` where nothing changes. */
  readonly next: readonly Note[] | null;
}

/** Reads the notes; a damaged file is set aside, and its good notes are kept. */
export async function openNotes(options: NoteStoreOptions): Promise<NoteStore> {
  const { clock, onChange, keepMs = limits.noteKeepMs } = options;
  const file = keptFile({ ...options, path: join(options.dataDir, 'notes.json') }, fileSchema);
  let notes = await load(file);
  let last: Promise<unknown> = Promise.resolve();

  function assertMoment(t: number): void {
    const now = clock.wallMs();
    if (t < now - keepMs) throw new Fault('invalid_command', 'The command\'s "t" lies before what is kept.');
    if (t > now + limits.noteAheadMs) throw new Fault('invalid_command', 'The command\'s "t" lies in the future.');
  }

  /** One change at a time, each made from what the one before left. */
  function change(edit: (held: readonly Note[]) => Change): Promise<Note> {
    const done = last.then(async () => {
      const { note, next } = edit(notes);
      if (next === null) return note;
      const sorted = next.toSorted((a, b) => a.t - b.t);
      await file.write({ format: 1, notes: [...sorted] });
      notes = sorted;
      onChange(note);
      return note;
    });
    // A refused change must not refuse those that come after it.
    last = done.catch(() => undefined);
    return done;
  }

  /** Age alone takes no note away: a clock that ran ahead for a minute must not cost people their words. */
  function makeRoom(held: readonly Note[]): readonly Note[] {
    if (held.length < limits.notes.kept) return held;
    const young = held.filter(({ t }) => t >= clock.wallMs() - keepMs);
    if (young.length < limits.notes.kept) return young;
    throw new Fault('too_many', `There are ${String(limits.notes.kept)} notes; remove some first.`);
  }

  const find = (held: readonly Note[], id: string): Note => {
    const note = held.find((one) => one.id === id);
    if (note === undefined) throw new Fault('not_found', 'There is no such note; somebody may have removed it.');
    return note;
  };

  return {
    range: (from, to) => ({
      notes: notes.filter((note) => note.t >= from && note.t <= to).slice(-limits.notes.listed),
    }),
    async add({ t, text }, by) {
      assertMoment(t);
      const note: Note = { id: randomBytes(9).toString('base64url'), t, text, by };
      return change((held) => ({ note, next: [...makeRoom(held), note] }));
    },
    edit: (id, wanted, by) =>
      change((held) => {
        const before = find(held, id);
        const { t = before.t, text = before.text } = wanted;
        if (t === before.t && text === before.text) return { note: before, next: null };
        if (t !== before.t) assertMoment(t);
        const note: Note = { id, t, text, by };
        return { note, next: held.map((one) => (one.id === id ? note : one)) };
      }),
    async remove(id, by) {
      await change((held) => {
        const { t } = find(held, id);
        return { note: { id, t, text: '', by, removed: true }, next: held.filter((one) => one.id !== id) };
      });
    },
  };
}

async function load(file: KeptFile<NotesFile>): Promise<readonly Note[]> {
  const held = await file.read();
  if (held === null) return [];
  const parsed = held.notes.map((one) => v.safeParse(keptSchema, one));
  const notes = parsed.flatMap((one) => (one.success ? [one.output] : [])).sort((a, b) => a.t - b.t);
  if (notes.length < parsed.length) {
    await file.setAside(`${String(parsed.length - notes.length)} notes cannot be read`);
    await file.write({ format: 1, notes: [...notes] });
  }
  return notes;
}
