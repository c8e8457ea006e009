import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { isBad, type Rule } from '../../src-shared/protocol/rule.ts';
import { createEpisodes, type Episodes } from './episodes.ts';
import type { Past, Playback, Span } from './past.ts';
import { longestPeriodMs } from '../../src-shared/metrics/visit-readings.ts';
import { createCells, expire, judge, restart, type WatchCells } from './watch-cells.ts';

/** Time after the newest reading that is lived through, ms: longer than any three periods. */
const silenceMs = 3 * 3_600_000;

/** What to live through. */
export interface Rehearsal {
  readonly rule: Rule;
  readonly instance: string;
  readonly span: Span;
  /** Starts and ends of gaps, oldest first, from as far before the span as they still matter. */
  readonly marks: readonly number[];
  readonly serverIntervalMs: number;
  /** Times of the oldest and newest reading held. */
  readonly held: Span;
}

/**
 * Lets the engine live through a span of one instance again, step by step. Cells that change in place make a million
 * readings affordable; the machine is the same.
 */
export function* rehearse(
  past: Past,
  { rule, instance, span, marks, serverIntervalMs, held }: Rehearsal,
): Generator<undefined, Episodes> {
  const metric = findSeries(rule.series)?.metric;
  const episodes = createEpisodes(instance);
  if (metric === undefined) return episodes;
  const ownPeriodMs = longestPeriodMs(metric, serverIntervalMs);
  const { direction } = rule;
  const level = rule.warn ?? rule.critical ?? Number.NaN;
  let nextMark = 0;
  let restartedAt = -Infinity;
  let cells: WatchCells | null = null;

  const restartUntil = (t: number) => {
    for (let at = marks[nextMark]; at !== undefined && at <= t; at = marks[nextMark]) {
      nextMark += 1;
      restartedAt = at;
      if (cells !== null) episodes.follow(restart(cells, at, 'gap'));
    }
  };

  const visit = (t: number, value: number, averagedMs: number): boolean => {
    const periodMs = Math.max(ownPeriodMs, averagedMs);
    restartUntil(t);
    if (Number.isNaN(value)) {
      if (cells !== null) episodes.follow(expire(cells, periodMs, t));
      return isIdle(cells);
    }
    cells ??= createCells(t, restartedAt);
    cells.heardAt = t;
    cells.value = value;
    if (!isIdle(cells) || isBad(direction, value, level)) episodes.follow(judge(cells, rule, periodMs, t, value));
    return isIdle(cells);
  };

  const beyond = { direction, level };
  // What fires goes unknown in the silence after the newest reading.
  const played = { from: Math.max(span.from, held.from), to: Math.min(span.to, held.to + silenceMs) };
  for (const { from, to, isQuiet } of past.pieces(rule.series, instance, played, beyond)) {
    if (isQuiet && isIdle(cells)) continue;
    past.replay(rule.series, instance, { from, to, beyond, ...whereItStands(cells) }, visit);
    yield;
  }
  restartUntil(span.to);
  episodes.end(cells);
  return episodes;
}

/** What a playback that goes on must know. While idle, what was left out may have been heard. */
function whereItStands(cells: WatchCells | null): Pick<Playback, 'isIdle' | 'heardAt'> {
  return cells === null || isIdle(cells) ? { isIdle: true } : { isIdle: false, heardAt: cells.heardAt };
}

/** True while only a bad reading could change anything that a preview tells: calm, or not known, and nothing counted. */
function isIdle(cells: WatchCells | null): boolean {
  return cells === null || cells.state === 'ok' || (cells.state === 'unknown' && cells.badSince === null);
}
