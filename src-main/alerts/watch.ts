import type { Rule } from '../../src-shared/protocol/rule.ts';
import { createCells, expire, forgetHeld, judge, restart } from './watch-cells.ts';
import type { WatchCells, WatchTransition } from './watch-cells.ts';

/** What is remembered of one series and instance: plain data that never changes. */
export type Watch = Readonly<WatchCells>;

/** A watch after something happened to it, and what the log must know of it. */
export interface WatchStep {
  readonly watch: Watch;
  readonly transition: WatchTransition | null;
}

/** A watch that knows nothing yet. `restartedAt` is the start of the server or the end of the newest gap. */
export function createWatch(t: number, restartedAt: number): Watch {
  return createCells(t, restartedAt);
}

/**
 * Takes one reading.
 * @param periodMs longest ordinary time between two readings
 */
export function readWatch(watch: Watch, rule: Rule, periodMs: number, t: number, value: number | null): WatchStep {
  if (value === null) return { watch, transition: null };
  const cells = { ...watch, value, heardAt: t };
  return { transition: judge(cells, rule, periodMs, t, value), watch: cells };
}

/** Notices that nothing has been read for three periods. */
export function expireWatch(watch: Watch, periodMs: number, t: number): WatchStep {
  const cells = { ...watch };
  const transition = expire(cells, periodMs, t);
  return { watch: cells.state === watch.state ? watch : cells, transition };
}

/** Forgets all timers after a gap, or at a start with states of the run before. */
export function restartWatch(watch: Watch, t: number, reason: 'gap' | 'restart'): WatchStep {
  const cells = { ...watch };
  return { transition: restart(cells, t, reason), watch: cells };
}

/** Judges the newest reading by a rule that was changed; conditions count from now on where the levels moved. */
export function changeWatch(watch: Watch, before: Rule, rule: Rule, periodMs: number, t: number): WatchStep {
  if (watch.value === null || watch.state === 'unknown') return { watch, transition: null };
  const cells = { ...watch };
  const sameLevels =
    before.direction === rule.direction &&
    before.warn === rule.warn &&
    before.critical === rule.critical &&
    before.clear === rule.clear;
  if (!sameLevels) forgetHeld(cells);
  return { transition: judge(cells, rule, periodMs, t, watch.value), watch: cells };
}

/** The end of a watch whose rule was disabled or removed: what fires is over, and says why. */
export function releaseWatch(watch: Watch, t: number): WatchTransition | null {
  const { logged, value, peak } = watch;
  if (logged !== 'warn' && logged !== 'critical') return null;
  return { state: 'ok', from: logged, at: t, value, peak, reason: 'rule' };
}
