import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { noteTextSchema } from '../../src-shared/protocol/note.ts';
import type { Clock } from '../clock.ts';
import type { NoteStore } from '../notes/note-store.ts';
import { authorOf } from './author.ts';
import type { CommandHandler } from './command.ts';
import { moment, nameText, parseInput } from './parse-input.ts';
import { createRateLimit } from '../limits/rate-limit.ts';

const addSchema = v.object({ t: moment, text: noteTextSchema });
const editSchema = v.object({ noteId: nameText, t: v.optional(moment), text: v.optional(noteTextSchema) });
const removeSchema = v.object({ noteId: nameText });

/** Each change writes the whole file: people are slower than this, and a program that ran wild is told so. */
const changes = { perSecond: 10, burst: 50 };

/**
 * `note.add {t, text}`, `note.edit {noteId, text?, t?}` and `note.remove {noteId}`, for operators. The replies come after
 * the change is on disk.
 */
export function createNoteCommands(
  notes: Pick<NoteStore, 'add' | 'edit' | 'remove'>,
  clock: Clock,
): readonly (readonly [string, CommandHandler])[] {
  const allow = createRateLimit(clock, changes.perSecond, changes.burst);
  const assertAllowed = () => {
    if (!allow()) throw new Fault('too_many', 'Too many changes of notes at once; try again in a second.');
  };
  return [
    [
      'note.add',
      {
        role: 'operator',
        run: async (input, { principal }) => {
          const draft = parseInput(addSchema, input);
          assertAllowed();
          return { note: await notes.add(draft, authorOf(principal)) };
        },
      },
    ],
    [
      'note.edit',
      {
        role: 'operator',
        run: async (input, { principal }) => {
          const { noteId, ...draft } = parseInput(editSchema, input);
          assertAllowed();
          return { note: await notes.edit(noteId, draft, authorOf(principal)) };
        },
      },
    ],
    [
      'note.remove',
      {
        role: 'operator',
        run: async (input, { principal }) => {
          const { noteId } = parseInput(removeSchema, input);
          assertAllowed();
          await notes.remove(noteId, authorOf(principal));
          return {};
        },
      },
    ],
  ];
}
