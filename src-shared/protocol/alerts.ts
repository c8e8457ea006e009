import * as v from 'valibot';
import { ruleSchema } from './rule.ts';

/** States that are logged and sent. */
const loggedStates = ['ok', 'warn', 'critical', 'unknown'] as const;

/** A state that stands in the log: `unknown` is "no data", never a late "resolved". */
export type LoggedState = (typeof loggedStates)[number];

/** `pending` is bad, but not yet for long enough; it is shown where states are asked for, and never logged or sent. */
export type AlertState = LoggedState | 'pending';

/** Every state there is. */
export const alertStates: readonly AlertState[] = [...loggedStates, 'pending'];

/**
 * Why a state changed.
 * - `level`: the value was on one side of a level for long enough.
 * - `no_data`: nothing was read for three periods.
 * - `gap`: the machine slept or its clock jumped; `restart`: Lanpulse was started anew.
 * - `rule`: somebody disabled or removed the rule.
 */
const reasons = ['level', 'no_data', 'gap', 'restart', 'rule'] as const;
/** See {@link reasons}. */
export type TransitionReason = (typeof reasons)[number];

const time = v.pipe(v.number(), v.integer());
const rule = v.object(ruleSchema.entries);

/** What people did about an alert; left out where nobody did. Times in ms since the epoch. */
const attention = {
  acknowledgedBy: v.optional(v.string()),
  acknowledgedAt: v.optional(time),
  snoozedUntil: v.optional(time),
};

/** One line of the log: `from` and `state` are logged states, `value` the reading that decided, `peak` the worst one. */
export const transitionSchema = v.object({
  series: v.string(),
  instance: v.string(),
  state: v.picklist(loggedStates),
  from: v.picklist(loggedStates),
  at: time,
  value: v.nullable(v.number()),
  peak: v.nullable(v.number()),
  rule,
  reason: v.picklist(reasons),
});
/** See {@link transitionSchema}. */
export type Transition = Readonly<v.InferOutput<typeof transitionSchema>>;

/**
 * What one series and instance are like now. `since` is when the state began, `at` when the newest value was read,
 * `peak` the worst value since it went bad (`null` while it is not).
 */
export const alertStatusSchema = v.object({
  series: v.string(),
  instance: v.string(),
  state: v.picklist([...loggedStates, 'pending']),
  since: time,
  at: time,
  value: v.nullable(v.number()),
  peak: v.nullable(v.number()),
  rule,
  ...attention,
});
/** See {@link alertStatusSchema}. */
export type AlertStatus = Readonly<v.InferOutput<typeof alertStatusSchema>>;

/**
 * The `alert` event. Without `update` it is a transition, and `at` its time. With `update` the state is what it was
 * (`from` equals `state`), and somebody acknowledged it or snoozed it or ended the snooze (`snoozedUntil` then absent).
 * `forgotten` is no resolution: the series is no longer watched, or its instance has been gone for an hour.
 */
export const alertEventSchema = v.object({
  host: v.string(),
  ...transitionSchema.entries,
  /** When the state began. */
  since: time,
  update: v.optional(v.picklist(['acknowledged', 'snoozed', 'forgotten'])),
  ...attention,
});
/** See {@link alertEventSchema}. */
export type AlertEvent = Readonly<v.InferOutput<typeof alertEventSchema>>;

/** Answer of `GET /api/v1/alerts`: every watched series, and the newest 1000 transitions, oldest first. */
export const alertsSchema = v.object({ states: v.array(alertStatusSchema), log: v.array(transitionSchema) });
/** See {@link alertsSchema}. */
export interface Alerts {
  readonly states: readonly AlertStatus[];
  readonly log: readonly Transition[];
}

/** True for a state that asks for somebody's attention. */
export function isFiring(state: AlertState): state is 'warn' | 'critical' {
  return state === 'warn' || state === 'critical';
}
