import * as v from 'valibot';

const time = v.pipe(v.number(), v.integer());

/** Most characters of a note's text. */
export const noteLength = 500;

/**
 * A note that an operator pinned to a moment; also the `note` event. `t` is the moment it is pinned to, `text` plain text
 * of 1 to 500 characters (empty when `removed`), `by` who wrote or last changed it.
 */
export const noteSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  t: time,
  text: v.pipe(v.string(), v.maxLength(noteLength)),
  by: v.string(),
  removed: v.optional(v.boolean()),
});
/** See {@link noteSchema}. */
export type Note = Readonly<v.InferOutput<typeof noteSchema>>;

/** Answer of `GET /api/v1/notes?from=&to=`: the notes of that range, oldest first, the newest 500 at most. */
export const notesSchema = v.object({ notes: v.array(noteSchema) });
/** See {@link notesSchema}. */
export interface Notes {
  readonly notes: readonly Note[];
}

/** Marks that make text read in another order than it is written: embeddings, overrides and isolates. */
const reordering = /[\u202a-\u202e\u2066-\u2069]/gu;
/** What every system writes for a new line. */
const lineEnds = /\r\n?|[\u2028\u2029]/gu;

/**
 * The text of a note as it is kept: trimmed, lines ended by `\n`, tabs as spaces, without marks that reorder text. Issues
 * are written to follow the name of the field.
 */
export const noteTextSchema = v.pipe(
  v.string('is not a text'),
  v.transform((text) => text.replace(lineEnds, '\n').replaceAll('\t', ' ').replace(reordering, '').trim()),
  v.check((text) => /[^\s\p{Cc}\p{Cf}]/u.test(text), 'is empty'),
  v.maxLength(noteLength, `is longer than ${String(noteLength)} characters`),
  // \P{Cc} is everything that is no control character; a line break is the one that may stay.
  v.regex(/^[\P{Cc}\n]*$/u, 'holds a control character'),
);
