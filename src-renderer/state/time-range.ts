import { limits } from '../../src-shared/protocol/limits.ts';

/** A stretch of server time, ms since the epoch. */
export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** What every chart shows. A live range ends at the newest sample and moves with it. */
export interface TimeRange extends TimeSpan {
  readonly live: boolean;
}

/** The shortest stretch that can be looked at: ten samples of a usual server. */
export const shortestRangeMs = 10_000;

/** The longest, two years: what one question may span, less the room for whole buckets at its ends. */
export const longestRangeMs = limits.historyMs * 0.99;

/**
 * A stretch that can be shown: in order, neither too short nor too long, not after `newestMs` and no further back from
 * it than `reachMs`. One that reaches beyond is moved as a whole.
 */
export function clampSpan({ startMs, endMs }: TimeSpan, newestMs: number, reachMs = Infinity): TimeSpan {
  const from = Math.min(startMs, endMs);
  const to = Math.max(startMs, endMs);
  const lengthMs = Math.min(longestRangeMs, reachMs, Math.max(shortestRangeMs, to - from));
  const middle = (from + to) / 2;
  const wanted = lengthMs === to - from ? to : middle + lengthMs / 2;
  const end = Math.min(newestMs, Math.max(wanted, newestMs - reachMs + lengthMs));
  return { startMs: end - lengthMs, endMs: end };
}

/** Makes a span `factor` times as long, so that the moment `atMs` stays where it is on the charts. */
export function zoomSpan({ startMs, endMs }: TimeSpan, atMs: number, factor: number): TimeSpan {
  const lengthMs = Math.min(longestRangeMs, Math.max(shortestRangeMs, (endMs - startMs) * factor));
  const share = (atMs - startMs) / (endMs - startMs);
  const start = atMs - share * lengthMs;
  return { startMs: start, endMs: start + lengthMs };
}

/**
 * True where a step gets somewhere: earlier or later, longer or shorter, whichever was meant. At the limit what can be
 * reached goes on with the time, and would lead the other way.
 */
export function getsOn(from: TimeSpan, wanted: TimeSpan, reached: TimeSpan): boolean {
  const lengthOf = ({ startMs, endMs }: TimeSpan) => endMs - startMs;
  const longer = lengthOf(wanted) - lengthOf(from);
  if (Math.abs(longer) >= 1) return (lengthOf(reached) - lengthOf(from)) * Math.sign(longer) >= 1;
  return (reached.startMs - from.startMs) * Math.sign(wanted.startMs - from.startMs) >= 1;
}

/** Moves a span by a share of its length; positive is later. */
export function panSpan({ startMs, endMs }: TimeSpan, share: number): TimeSpan {
  const offset = (endMs - startMs) * share;
  return { startMs: startMs + offset, endMs: endMs + offset };
}
