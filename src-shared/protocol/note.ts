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
