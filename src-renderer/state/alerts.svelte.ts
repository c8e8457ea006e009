import type { AlertEvent, AlertStatus } from '../../src-shared/protocol/alerts.ts';
import { alertKey, firingOf, noStates, statesOf, unknownOf, withEvent, type AlertStates } from './alert-states.ts';

/** What the page knows of alerts. Reactive. */
export interface AlertBoard {
  /** States that need to be known, by series and instance: firing, unknown, acknowledged or snoozed. */
  readonly states: readonly AlertStatus[];
  /** What fires now, the worst first and of equals the oldest. */
  readonly firing: readonly AlertStatus[];
  /** What has no data, the oldest first. */
  readonly unknown: readonly AlertStatus[];
  /** The state of one series and instance; `null` where all is well. */
  readonly find: (series: string, instance: string) => AlertStatus | null;
  /** Counts the beginnings of streams: after each one, what happened meanwhile is to be asked for. */
  readonly beginnings: number;
  /** How far the server's clock is ahead of this page's, ms. */
  readonly aheadMs: number;
  /** Calls back with each event, in order; returns the way to stop. */
  readonly onEvent: (listener: AlertListener) => () => void;
}

/** @param isNews false for one that a resumed stream repeats, which the beginning has told of already */
export type AlertListener = (event: AlertEvent, isNews: boolean) => void;

/** A board with the ways to fill it. */
export interface FilledAlertBoard extends AlertBoard {
  /** The server's whole state at the beginning of a stream. `t` in server time, ms since the epoch. */
  readonly begin: (states: readonly AlertStatus[], t: number) => void;
  /** A transition, or what somebody did about an alert. */
  readonly take: (event: AlertEvent) => void;
  /** The clock of the server was set back to `t`: events from then on are new. */
  readonly setBack: (t: number) => void;
}

/** Makes a board on which nothing fires. */
export function createAlertBoard(): FilledAlertBoard {
  let listeners: readonly AlertListener[] = [];
  let byKey = $state.raw<AlertStates>(noStates);
  let beginnings = $state(0);
  let aheadMs = $state(0);
  let beganAtMs = -Infinity;
  const states = $derived([...byKey.values()]);
  const firing = $derived(firingOf(byKey));
  const unknown = $derived(unknownOf(byKey));
  return {
    get states() {
      return states;
    },
    get firing() {
      return firing;
    },
    get unknown() {
      return unknown;
    },
    find: (series, instance) => byKey.get(alertKey({ series, instance })) ?? null,
    get beginnings() {
      return beginnings;
    },
    get aheadMs() {
      return aheadMs;
    },
    onEvent(listener) {
      listeners = [...listeners, listener];
      return () => {
        listeners = listeners.filter((one) => one !== listener);
      };
    },
    begin(next, t) {
      byKey = statesOf(next);
      beginnings += 1;
      beganAtMs = t;
      aheadMs = t - Date.now();
    },
    setBack(t) {
      beganAtMs = Math.min(beganAtMs, t);
    },
    take(event) {
      const isNew = event.at >= beganAtMs;
      byKey = withEvent(byKey, event, !isNew);
      for (const listener of listeners) listener(event, isNew);
    },
  };
}
