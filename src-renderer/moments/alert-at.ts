import { isFiring, type LoggedState, type Transition } from '../../src-shared/protocol/alerts.ts';

/** One watched place. */
export type AlertPlace = Pick<Transition, 'series' | 'instance'>;

/** What an alert was like at a moment. */
export interface AlertThen {
  readonly state: LoggedState;
  /** How long that state lasted as a whole, ms; `null` while it lasts. */
  readonly lastedMs: number | null;
  readonly sinceMs: number;
}

/**
 * The state of one place at a moment, from the log; `null` where the log says nothing of the time before.
 * @param log the newest first, as the desk hands it out
 */
export function alertAt(log: readonly Transition[], { series, instance }: AlertPlace, ms: number): AlertThen | null {
  let after: Transition | null = null;
  for (const one of log) {
    if (one.series !== series || one.instance !== instance) continue;
    if (one.at <= ms) {
      return { state: one.state, sinceMs: one.at, lastedMs: after === null ? null : after.at - one.at };
    }
    after = one;
  }
  // The first transition that is known tells what was before it.
  return after === null ? null : { state: after.from, sinceMs: Number.NEGATIVE_INFINITY, lastedMs: null };
}

const gravity: Readonly<Record<LoggedState, number>> = { ok: 0, unknown: 1, warn: 2, critical: 3 };

/** The gravest of several places at a moment; `null` where nothing is known of any. */
export function worstAt(log: readonly Transition[], places: readonly AlertPlace[], ms: number): AlertThen | null {
  return places.reduce<AlertThen | null>((worst, place) => {
    const one = alertAt(log, place, ms);
    return one !== null && (worst === null || gravity[one.state] > gravity[worst.state]) ? one : worst;
  }, null);
}

/** `Critical 1 min 12 s`, `Warn` where it is not known for how long, `ok`, `no data`. */
export function alertThenWords({ state, lastedMs }: AlertThen, words: (ms: number) => string): string {
  const name = { ok: 'ok', unknown: 'No data', warn: 'Warn', critical: 'Critical' }[state];
  return isFiring(state) && lastedMs !== null ? `${name} ${words(lastedMs)}` : name;
}
