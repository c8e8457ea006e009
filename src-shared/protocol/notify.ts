import * as v from 'valibot';
import { Fault } from '../fault.ts';
import { limits } from './limits.ts';

/** Services whose message format Lanpulse knows; `json` posts the alerts as they are. */
export const targetKinds = ['ntfy', 'slack', 'discord', 'json'] as const;
/** See {@link targetKinds}. */
export type TargetKind = (typeof targetKinds)[number];

const targetSchema = v.strictObject({
  id: v.pipe(v.string('is not a text'), v.regex(/^[A-Za-z0-9_-]{1,64}$/u, 'is not 1 to 64 of A-Z a-z 0-9 _ -')),
  name: v.pipe(v.string('is not a text'), v.trim(), v.minLength(1, 'is empty'), v.maxLength(64, 'is too long')),
  kind: v.picklist(targetKinds, `is none of ${targetKinds.join(', ')}`),
  url: v.pipe(
    v.string('is not a text'),
    v.maxLength(2_048, 'is too long'),
    v.check(isWebAddress, 'is no http or https address'),
  ),
  minimum: v.picklist(['warn', 'critical'], 'is neither "warn" nor "critical"'),
  enabled: v.boolean('is neither true nor false'),
  repeatMs: v.nullable(
    v.pipe(
      v.number('is neither a number nor null'),
      v.integer('is not a whole number of ms'),
      v.minValue(limits.repeatMs.min, `is below ${String(limits.repeatMs.min)} ms`),
      v.maxValue(limits.repeatMs.max, `is above ${String(limits.repeatMs.max)} ms`),
    ),
  ),
  allowLocal: v.boolean('is neither true nor false'),
});

/** A list of targets as it is stored. */
export const targetsSchema = v.object({ targets: v.array(targetSchema) });

/**
 * Where alerts are sent.
 * - `id`: chosen by whoever adds it; setting a known id replaces that target. `name`: for people.
 * - `url`: http or https; a secret, for whoever knows it may send in the owner's name.
 * - `minimum`: the lowest level that is sent, with the end of what was sent.
 * - `repeatMs`: sent again this often while it fires and nobody acknowledged it; 60000 to 7 days, `null` for never.
 * - `allowLocal`: may reach loopback, link-local and metadata addresses. Only somebody at the machine itself (the desktop
 *   window, or a browser on the machine while sharing is off) can turn it on, or change the `url` of a target that has it.
 */
export type NotifyTarget = Readonly<v.InferOutput<typeof targetSchema>>;

const changeSchema = v.strictObject({ ...targetSchema.entries, url: v.optional(targetSchema.entries.url) });
/** A target as `notify.set` and `notify.test` take it: without a `url` the one stored under the same id stays. */
export type TargetChange = Readonly<v.InferOutput<typeof changeSchema>>;

/** A target as answers tell it: in place of the secret `url` an `address` by which its owner knows it again. */
export const shownTargetSchema = v.object({
  ...v.omit(v.object(targetSchema.entries), ['url']).entries,
  address: v.string(),
});
/** See {@link shownTargetSchema}. */
export type ShownTarget = Readonly<v.InferOutput<typeof shownTargetSchema>>;
/** Answer of `notify.list`. */
export const shownTargetsSchema = v.object({ targets: v.array(shownTargetSchema) });

/** How a test message fared: `status` of the answer if there was one, and why it was not delivered. */
export const deliverySchema = v.object({
  delivered: v.boolean(),
  status: v.nullable(v.number()),
  reason: v.nullable(v.string()),
});
/** See {@link deliverySchema}. */
export type Delivery = Readonly<v.InferOutput<typeof deliverySchema>>;

/**
 * Parses a target from outside.
 * @throws Fault `invalid_target`, naming the field and never its value
 */
export function parseTarget(input: unknown): TargetChange {
  const result = v.safeParse(changeSchema, input, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  // Messages of the schema library itself quote what they received, which may be the address.
  const message = issue.type === 'strict_object' ? 'is not part of a target, or is missing' : issue.message;
  throw new Fault(
    'invalid_target',
    field === null ? 'The target is not an object.' : `The target's "${field}" ${message}.`,
  );
}

/** The address' scheme; nothing else of it is looked at here, for what a name leads to is known only when it is used. */
function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]/iu.test(text);
}
