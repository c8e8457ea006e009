import { isFiring, type AlertEvent, type AlertStatus, type Transition } from '../../src-shared/protocol/alerts.ts';
import { limits } from '../../src-shared/protocol/limits.ts';

/** States by series and instance; those that are as they should be are left out. */
export type AlertStates = ReadonlyMap<string, AlertStatus>;

/** Nothing to know of. */
export const noStates: AlertStates = new Map();

/** Where one stands in {@link AlertStates}. */
export function alertKey({ series, instance }: Pick<AlertStatus, 'series' | 'instance'>): string {
  return `${series}@${instance}`;
}

/** The states of a `hello`. */
export function statesOf(alerts: readonly AlertStatus[]): AlertStates {
  return new Map(alerts.map((status) => [alertKey(status), status]));
}

/**
 * The states after an event.
 * @param replayed it may be older than what is known, and then changes nothing; a live one is always newer, whatever the
 * clock of the server did
 */
export function withEvent(states: AlertStates, event: AlertEvent, replayed: boolean): AlertStates {
  const key = alertKey(event);
  const known = states.get(key);
  if (replayed && known !== undefined && event.since < known.since) return states;
  const next = new Map(states);
  const { series, instance, state, since, at, value, peak, rule } = event;
  const attention = {
    ...(event.acknowledgedBy === undefined ? {} : { acknowledgedBy: event.acknowledgedBy }),
    ...(event.acknowledgedAt === undefined ? {} : { acknowledgedAt: event.acknowledgedAt }),
    ...(event.snoozedUntil === undefined ? {} : { snoozedUntil: event.snoozedUntil }),
  };
  if (state === 'ok' && Object.keys(attention).length === 0) next.delete(key);
  else next.set(key, { series, instance, state, since, at, value, peak, rule, ...attention });
  return next;
}

/** What fires, the worst first and of equals the oldest. */
export function firingOf(states: AlertStates): readonly AlertStatus[] {
  const worst = (one: AlertStatus) => (one.state === 'critical' ? 0 : 1);
  return [...states.values()]
    .filter(({ state }) => isFiring(state))
    .sort((one, other) => worst(one) - worst(other) || one.since - other.since);
}

/** What has no data, the oldest first. */
export function unknownOf(states: AlertStates): readonly AlertStatus[] {
  return [...states.values()].filter(({ state }) => state === 'unknown').sort((one, other) => one.since - other.since);
}

/** True for an alert about which nobody wants to hear more at this moment, server time. */
export function isSnoozed({ snoozedUntil }: Pick<AlertStatus, 'snoozedUntil'>, nowMs: number): boolean {
  return snoozedUntil !== undefined && snoozedUntil > nowMs;
}

/** A log with the transition of an event at its end, oldest first; one that it holds already is not added again. */
export function withTransition(log: readonly Transition[], event: AlertEvent): readonly Transition[] {
  if (event.update !== undefined) return log;
  const { series, instance, state, from, at, value, peak, rule, reason } = event;
  const added: Transition = { series, instance, state, from, at, value, peak, rule, reason };
  return log.some((one) => one.at === at && one.state === state && alertKey(one) === alertKey(added))
    ? log
    : [...log, added].slice(-limits.alertLog);
}

/** How long the state lasted that the transition at an index ended, ms; `null` where the log does not reach back. */
export function lastedMs(log: readonly Transition[], index: number): number | null {
  const ended = log[index];
  if (ended === undefined) return null;
  const began = log.findLast((one, i) => i < index && alertKey(one) === alertKey(ended));
  return began === undefined ? null : ended.at - began.at;
}

/** The worst state among some alerts; `null` where none of them fires. */
export function worstOf(alerts: readonly Pick<AlertStatus, 'state'>[]): 'warn' | 'critical' | null {
  const firing = alerts.filter(({ state }) => isFiring(state));
  if (firing.length === 0) return null;
  return firing.some(({ state }) => state === 'critical') ? 'critical' : 'warn';
}
