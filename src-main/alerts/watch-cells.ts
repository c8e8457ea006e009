import type { AlertState, LoggedState, TransitionReason } from '../../src-shared/protocol/alerts.ts';
import { clearLevel, isBad, type Rule } from '../../src-shared/protocol/rule.ts';

/**
 * What is remembered of one series and instance, in cells that their owner may change. Everybody but a preview, which
 * takes a million steps while a finger drags, uses the pure functions of `watch.ts`. Times in ms since the epoch.
 */
export interface WatchCells {
  state: AlertState;
  /** The state that the log knows: `pending` leaves it as it was. */
  logged: LoggedState;
  /** When `state` began. */
  since: number;
  /** Newest reading; a reading that failed changes nothing. */
  value: number | null;
  /** Worst value since it went bad; `null` while it is not bad. */
  peak: number | null;
  /** When the newest reading came, or the watch began. */
  heardAt: number;
  /** Start, or the end of the newest gap: nothing fires in the first window after it. */
  restartedAt: number;
  /*
   * Since when each condition has held without interruption; `null` where it does not hold. Kept apart from the state,
   * so that one value can count towards several changes at once.
   */
  /** On the bad side of `warn`, or of `critical` where there is no warn. */
  badSince: number | null;
  /** On the bad side of `critical`. */
  criticalSince: number | null;
  /** On the safe side of what `badSince` is about. */
  calmSince: number | null;
  /** On the safe side of `critical`. */
  easedSince: number | null;
  /** On the safe side of the clear level. */
  clearSince: number | null;
}

/** A change that the log will know. */
export interface WatchTransition {
  readonly state: LoggedState;
  readonly from: LoggedState;
  readonly at: number;
  readonly value: number | null;
  readonly peak: number | null;
  readonly reason: TransitionReason;
}

/** Periods without a reading after which a state is unknown. */
const silentPeriods = 3;

/** Cells that know nothing yet. */
export function createCells(t: number, restartedAt: number): WatchCells {
  return {
    state: 'ok',
    logged: 'ok',
    since: t,
    value: null,
    peak: null,
    heardAt: t,
    restartedAt,
    badSince: null,
    criticalSince: null,
    calmSince: null,
    easedSince: null,
    clearSince: null,
  };
}

/** Forgets since when anything has held. */
export function forgetHeld(cells: WatchCells): void {
  cells.badSince = null;
  cells.criticalSince = null;
  cells.calmSince = null;
  cells.easedSince = null;
  cells.clearSince = null;
}

/** Judges a value at `t`. */
export function judge(
  cells: WatchCells,
  rule: Rule,
  periodMs: number,
  t: number,
  value: number,
): WatchTransition | null {
  hold(cells, rule, t, value);
  const from = cells.logged;
  const state = nextState(cells, rule, periodMs, t);
  const worstBefore = cells.peak;
  if (state === 'ok' || state === 'unknown') cells.peak = null;
  else if (worstBefore === null || isBad(rule.direction, value, worstBefore)) cells.peak = value;
  if (state !== cells.state) {
    cells.state = state;
    cells.since = t;
  }
  if (state === 'pending' || state === from) return null;
  cells.logged = state;
  const peak = state === 'ok' ? worstBefore : cells.peak;
  return { state, from, at: t, value, peak, reason: 'level' };
}

/** Notices that nothing has been read for three periods. */
export function expire(cells: WatchCells, periodMs: number, t: number): WatchTransition | null {
  if (cells.state === 'unknown' || t - cells.heardAt <= silentPeriods * periodMs) return null;
  return loseSight(cells, t, 'no_data');
}

/** Starts anew after a gap: what was known is too old to go by. */
export function restart(cells: WatchCells, t: number, reason: 'gap' | 'restart'): WatchTransition | null {
  cells.heardAt = t;
  cells.restartedAt = t;
  if (cells.logged === 'warn' || cells.logged === 'critical') return loseSight(cells, t, reason);
  forgetHeld(cells);
  cells.peak = null;
  if (cells.state !== cells.logged) {
    cells.state = cells.logged;
    cells.since = t;
  }
  return null;
}

function hold(cells: WatchCells, rule: Rule, t: number, value: number): void {
  const { direction, critical } = rule;
  const firing = rule.warn ?? critical;
  const clear = clearLevel(rule);
  if (firing !== null && isBad(direction, value, firing)) {
    cells.badSince ??= t;
    cells.calmSince = null;
  } else {
    cells.badSince = null;
    cells.calmSince ??= t;
  }
  if (critical !== null && isBad(direction, value, critical)) {
    cells.criticalSince ??= t;
    cells.easedSince = null;
  } else {
    cells.criticalSince = null;
    cells.easedSince ??= t;
  }
  if (clear !== null && isBad(direction, value, clear)) cells.clearSince = null;
  else cells.clearSince ??= t;
}

function nextState(cells: WatchCells, rule: Rule, periodMs: number, t: number): AlertState {
  const { logged } = cells;
  const quiet = t < quietUntil(cells, rule, periodMs);
  if (!quiet && lasted(cells.criticalSince, t, rule.forMs)) return 'critical';
  if (logged === 'warn' || logged === 'critical') {
    if (lasted(cells.clearSince, t, rule.keepMs)) return 'ok';
    return logged === 'critical' && rule.warn !== null && lasted(cells.easedSince, t, rule.keepMs) ? 'warn' : logged;
  }
  if (!quiet && lasted(cells.badSince, t, rule.forMs)) return 'warn';
  if (cells.badSince !== null) return 'pending';
  // Nothing is known of the time before, so there is no alert that the band down to the clear level could keep alive.
  return logged === 'unknown' && !lasted(cells.calmSince, t, rule.keepMs) ? 'unknown' : 'ok';
}

/** Nothing fires before it. */
function quietUntil({ restartedAt }: WatchCells, { forMs }: Rule, periodMs: number): number {
  return restartedAt + Math.max(forMs, silentPeriods * periodMs);
}

/** The next moment after `t` at which a state may change though no value crosses a level; Infinity for none. */
export function nextChange(cells: WatchCells, rule: Rule, periodMs: number, t: number): number {
  const { forMs, keepMs } = rule;
  let next = laterThan(t, quietUntil(cells, rule, periodMs), Infinity);
  next = laterThan(t, (cells.badSince ?? Infinity) + forMs, next);
  next = laterThan(t, (cells.criticalSince ?? Infinity) + forMs, next);
  next = laterThan(t, (cells.calmSince ?? Infinity) + keepMs, next);
  next = laterThan(t, (cells.easedSince ?? Infinity) + keepMs, next);
  return laterThan(t, (cells.clearSince ?? Infinity) + keepMs, next);
}

function laterThan(t: number, at: number, other: number): number {
  return at > t && at < other ? at : other;
}

function lasted(since: number | null, t: number, ms: number): boolean {
  return since !== null && t - since >= ms;
}

function loseSight(cells: WatchCells, t: number, reason: TransitionReason): WatchTransition | null {
  const { logged: from, value, peak } = cells;
  cells.state = 'unknown';
  cells.logged = 'unknown';
  cells.since = t;
  cells.peak = null;
  forgetHeld(cells);
  return from === 'unknown' ? null : { state: 'unknown', from, at: t, value, peak, reason };
}
