import * as v from 'valibot';
import { eventNames } from '../../../src-shared/protocol/events.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { readFilter } from '../wanted-filter.ts';

/** Part of the channel's name: tabs whose messages differ in form do not hear each other. */
export const messageForm = 2;

const filter = v.pipe(
  v.unknown(),
  v.transform(readFilter),
  v.guard((read: Filter | null): read is Filter => read !== null),
);
const from = v.string();
const time = v.number();

/** What one tab wants of the shared stream; `sinceMs` is the wall time at which it was opened. */
const wishSchema = v.object({ filter, isVisible: v.boolean(), sinceMs: time });
/** See {@link wishSchema}. */
export type Wish = Readonly<v.InferOutput<typeof wishSchema>>;

const outcome = v.nullable(
  v.variant('ok', [
    v.object({ ok: v.literal(true), fastLeftOut: v.optional(v.string()) }),
    v.object({ ok: v.literal(false), error: v.object({ code: v.string(), message: v.string() }) }),
  ]),
);

/**
 * What tabs of one browser say to each other.
 * - `seek`: a tab was opened; whoever leads says so.
 * - `lead`: `from` leads, with the claim it has to it, the viewer id of the shared stream, how it is connected and the
 *   filter in force (`null` while that changes). `call` asks all tabs for their wishes.
 * - `event`: an event of the stream; `after` is the id of the one before it.
 * - `want`: what a tab wants; with `ask`, it waits to be told.
 * - `told`: what came of it; `null` where the server is away.
 * - `nudge`: is the leader there? It also tries to connect: at once with `retry`, where it has reason to with `wake`.
 * - `leave`: the tab closes or is put to sleep.
 */
const messageSchema = v.variant('type', [
  v.object({ type: v.literal('seek'), from, wish: wishSchema }),
  v.object({
    type: v.literal('lead'),
    from,
    term: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    sinceMs: time,
    isVisible: v.boolean(),
    call: v.boolean(),
    viewer: v.string(),
    phase: v.picklist(['connecting', 'live', 'poll', 'retrying']),
    retryAtMs: v.nullable(time),
    reason: v.optional(v.string()),
    inForce: v.nullable(filter),
  }),
  v.object({
    type: v.literal('event'),
    from,
    event: v.picklist(eventNames),
    data: v.unknown(),
    id: v.nullable(v.string()),
    after: v.nullable(v.string()),
  }),
  v.object({ type: v.literal('want'), from, wish: wishSchema, ask: v.nullable(v.number()) }),
  v.object({ type: v.literal('told'), from, to: v.string(), ask: v.number(), outcome }),
  v.object({ type: v.literal('nudge'), from, how: v.picklist(['ping', 'wake', 'retry']) }),
  v.object({ type: v.literal('leave'), from }),
]);
/** See {@link messageSchema}. */
export type TabMessage = Readonly<v.InferOutput<typeof messageSchema>>;

/** A message of one type. */
export type TabMessageOf<Type extends TabMessage['type']> = Extract<TabMessage, { type: Type }>;

/** Reads a message; `null` for anything else. */
export function parseTabMessage(data: unknown): TabMessage | null {
  const parsed = v.safeParse(messageSchema, data);
  return parsed.success ? parsed.output : null;
}
