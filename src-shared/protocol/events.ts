import * as v from 'valibot';
import { isMetricId } from '../metrics/registry.ts';
import type { WireDefinition } from '../metrics/definition.ts';
import { alertStatusSchema, type AlertStatus } from './alerts.ts';
import { historyNoticeSchema, historyStatusSchema } from './history-status.ts';
import { rulesSchema, type Rules } from './rule.ts';
import { pairingLockSchema } from './sharing.ts';

const theme = v.picklist(['auto', 'dark', 'light']);

/** The closed list of event names; nothing else is ever written into an `event:` line. */
export const eventNames = ['hello', 'sample', 'rules', 'alert', 'note', 'presence', 'gap', 'beat', 'bye'] as const;

/** A name of {@link eventNames}. */
export type EventName = (typeof eventNames)[number];

/** Names of the events that carry an id and can be replayed. */
export type StoredEventName = 'sample' | 'rules' | 'alert' | 'note';

/** What a person or device may do: a viewer looks, an operator also changes. */
export type Role = 'viewer' | 'operator';

const time = v.pipe(v.number(), v.integer());
const role = v.picklist(['viewer', 'operator']);

/** A metric this machine does not offer, and why, as a sentence. */
export const unsupportedSchema = v.object({ metric: v.string(), reason: v.string() });
/** See {@link unsupportedSchema}. */
export type UnsupportedMetric = v.InferOutput<typeof unsupportedSchema>;

/** The machine, as a person would name it. `upSince` in ms since the epoch, `null` where unknown. */
export const hostSchema = v.object({
  name: v.string(),
  os: v.string(),
  kernel: v.string(),
  cpuModel: v.nullable(v.string()),
  threads: v.number(),
  upSince: v.nullable(time),
});
/** See {@link hostSchema}. */
export type HostInfo = v.InferOutput<typeof hostSchema>;

/**
 * First event of every stream. `last` is the newest stored id (`EPOCH-0` before the first); on a stream that follows none, the
 * one before the newest sample, which comes at once where its filter lets it through. `intervalMs` is the server's
 * own interval, `filter` the one in force. `alerts` holds the states that need to be known: firing, unknown, acknowledged
 * or snoozed; every other series is as it should be. `presenceId` is the viewer's own in the names of `presence`. `history` is left out by servers that know of none.
 * `theme` is how the page looks where nobody has chosen otherwise, `settings` the revision of the settings. `fast` names the
 * metrics that this viewer may have read faster; left out where there is none.
 */
export const helloSchema = v.object({
  viewer: v.string(),
  presenceId: v.optional(v.string()),
  role,
  t: time,
  version: v.string(),
  last: v.string(),
  intervalMs: v.number(),
  filter: v.record(v.string(), v.unknown()),
  host: hostSchema,
  definitions: v.array(v.looseObject({ id: v.string() })),
  unsupported: v.array(unsupportedSchema),
  rules: v.optional(rulesSchema, { revision: 0, by: null, rules: [] }),
  alerts: v.optional(v.array(alertStatusSchema), []),
  history: v.optional(historyStatusSchema),
  theme: v.optional(theme),
  settings: v.optional(v.number()),
  fast: v.optional(v.array(v.string())),
});
/** See {@link helloSchema}; the sending side knows the definitions more precisely. */
export type Hello = Readonly<
  Omit<v.InferOutput<typeof helloSchema>, 'definitions' | 'unsupported' | 'rules' | 'alerts'>
> & {
  readonly definitions: readonly WireDefinition[];
  readonly unsupported: readonly UnsupportedMetric[];
  readonly rules: Rules;
  readonly alerts: readonly AlertStatus[];
};

/**
 * The metrics read in one tick. A metric that was not read, or not asked for, is left out. One with `everyMs` is of the fast
 * series that the viewer asked for, which is read so often and beside the ticks: its rates are about that time.
 */
export const sampleSchema = v.object({
  t: time,
  host: v.string(),
  everyMs: v.optional(v.number()),
  m: v.record(v.pipe(v.string(), v.check(isMetricId)), v.unknown()),
});
/** See {@link sampleSchema}. */
export type SampleEvent = v.InferOutput<typeof sampleSchema>;

/** Time that this stream does not cover, and the server's clock jumps. `from` is `null` when the id was of another start. */
export const gapSchema = v.object({ from: v.nullable(time), to: time });
/** See {@link gapSchema}. */
export type Gap = v.InferOutput<typeof gapSchema>;

/** Sent after 15 s without another event. */
export const beatSchema = v.object({ t: time });

/**
 * One screen or program that watches. `presenceId` tells it from the others and gives no access to it; `name` is what
 * people call its device; without a session it is made of words that this server knows: `Lanpulse window`, `curl`. `sinceMs` is when it came, in server time,
 * ms since the epoch; one that comes back within a minute has not left.
 */
export const watcherSchema = v.object({
  presenceId: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  name: v.pipe(v.string(), v.maxLength(100)),
  role,
  transport: v.picklist(['sse', 'poll']),
  sinceMs: time,
});
/** See {@link watcherSchema}. */
export type Watcher = Readonly<v.InferOutput<typeof watcherSchema>>;

/**
 * Who watches: all viewers, and how they are connected. At most one a second. `names`, the longest-watching first and 50
 * at most, comes to operators only, and so does `pairing`, while wrong codes have locked it. `history` says how its keeping is going:
 * the list of event names is closed, and this one comes to everybody whenever something changes. So do `intervalMs` and `theme`,
 * see `hello`, which people may change at any time; `settings`, the revision of the settings, comes to operators. `fast`, as in
 * `hello`, is told to each role as it is for that role.
 */
export const presenceSchema = v.object({
  viewers: v.number(),
  sse: v.number(),
  poll: v.number(),
  names: v.optional(v.array(watcherSchema)),
  pairing: v.optional(pairingLockSchema),
  history: v.optional(historyNoticeSchema),
  intervalMs: v.optional(v.number()),
  theme: v.optional(theme),
  settings: v.optional(v.number()),
  fast: v.optional(v.array(v.string())),
});
/** See {@link presenceSchema}. */
export type Presence = v.InferOutput<typeof presenceSchema>;

const scheme = v.picklist(['http', 'https']);
/** How an address begins. */
export type Scheme = v.InferOutput<typeof scheme>;

/**
 * Last event of a stream that the server ends. With a `scheme` the server stays where it is, and its address begins with that
 * from now on: encryption was turned on or off.
 */
export const byeSchema = v.object({ reason: v.picklist(['shutdown', 'revoked']), scheme: v.optional(scheme) });
/** See {@link byeSchema}. */
export type Bye = v.InferOutput<typeof byeSchema>;

/** One event of a long poll: `data` has the very JSON that the stream carries. */
const polledEventSchema = v.object({
  id: v.optional(v.string()),
  event: v.picklist(eventNames),
  data: v.unknown(),
});

/** Answer of a long poll. `last` is the highest id examined; `more` says that another poll answers at once. */
export const pollAnswerSchema = v.object({
  events: v.array(polledEventSchema),
  last: v.string(),
  more: v.boolean(),
});
