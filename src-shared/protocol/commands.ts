import * as v from 'valibot';
import type { FaultBody } from '../fault.ts';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** A command as it arrives; what else it holds is parsed by the command named by `type`. */
export const commandSchema = v.looseObject({
  id: v.optional(id),
  type: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
});
/** See {@link commandSchema}. */
export type Command = Readonly<v.InferOutput<typeof commandSchema>>;

const fault = v.object({ code: v.string(), message: v.string() });

/** The answer to a command. `replyTo` is its id, `null` where none could be read. */
export const replySchema = v.variant('ok', [
  v.object({ replyTo: v.nullable(v.string()), ok: v.literal(true), result: v.record(v.string(), v.unknown()) }),
  v.object({ replyTo: v.nullable(v.string()), ok: v.literal(false), error: fault }),
]);

/** See {@link replySchema}; the sending side names the codes. */
export type Reply =
  | { readonly replyTo: string | null; readonly ok: true; readonly result: Readonly<Record<string, unknown>> }
  | { readonly replyTo: string | null; readonly ok: false; readonly error: FaultBody };

/** Body of every refused request, on any route. */
export const refusalSchema = v.object({ ok: v.literal(false), error: fault });
