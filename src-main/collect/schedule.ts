import type { MetricDefinition } from '../../src-shared/metrics/definition.ts';

/** Both clocks at one moment; see {@link Clock} in `clock.ts`. */
export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** A step of the wall clock below this is followed without a gap: time servers correct a clock by less. */
const smallestJumpMs = 2_000;

/** The server must have stood still for this long, and for {@link stallPeriods}, before it counts as a gap. */
const smallestStallMs = 3_000;
const stallPeriods = 3;

/**
 * The next point of the grid: a multiple of `everyMs` on the wall clock. It is taken from the clock and never from the
 * point before, so ticks cannot drift. At least half a period lies between `lastMs` and it, so that a late tick is not
 * followed at once by another, whose rates would come from next to no time.
 */
function nextGridPoint(lastMs: number, everyMs: number): number {
  return Math.ceil((lastMs + everyMs / 2) / everyMs) * everyMs;
}

/** The point of the grid to tick at after `nowMs`, where the last sample was at `lastMs` (NaN for none). */
export function nextTick(nowMs: number, lastMs: number, everyMs: number): number {
  const upcoming = (Math.floor(nowMs / everyMs) + 1) * everyMs;
  return Number.isNaN(lastMs) ? upcoming : Math.max(upcoming, nextGridPoint(lastMs, everyMs));
}

/** True for a tick that comes so late that the next point of the grid is nearer: it is left out. */
export function isTooLate(nowMs: number, pointMs: number, everyMs: number): boolean {
  return nowMs - pointMs > everyMs / 2;
}

/**
 * The period of a metric: its definition's, or a slower one while nobody watches, or only somebody who looks rarely.
 * @param watchedEveryMs what a viewer asked for; `null` when nobody watches
 */
export function periodOf(
  { everyMs, unwatchedEveryMs }: Pick<MetricDefinition, 'everyMs' | 'unwatchedEveryMs'>,
  watchedEveryMs: number | null,
): number {
  if (unwatchedEveryMs === undefined) return everyMs;
  return Math.max(everyMs, Math.min(unwatchedEveryMs, watchedEveryMs ?? unwatchedEveryMs));
}

/** True in the first tick of each window `floor(t / periodMs)`; `lastMs` is the tick read last, NaN for none. */
export function isDue(t: number, lastMs: number, periodMs: number): boolean {
  if (periodMs === 0 || Number.isNaN(lastMs)) return true;
  return Math.floor(t / periodMs) !== Math.floor(lastMs / periodMs);
}

/**
 * True when the time between two moments was no ordinary time: the wall clock moved against the monotonic one (somebody
 * set it, or the machine was suspended, which stops the monotonic clock), or the process stood still for long.
 */
export function isGap(before: Moment, now: Moment, everyMs: number): boolean {
  const passedMs = now.monotonicMs - before.monotonicMs;
  const jumpMs = now.wallMs - before.wallMs - passedMs;
  if (Math.abs(jumpMs) > Math.max(smallestJumpMs, everyMs)) return true;
  return passedMs > stallPeriods * everyMs && passedMs > smallestStallMs;
}
