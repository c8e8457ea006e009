import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { longestPeriodMs } from '../../src-shared/metrics/visit-readings.ts';
import type { Rule } from '../../src-shared/protocol/rule.ts';
import type { Stretch } from '../stretch.ts';
import { createEpisodes, type Episodes } from './episodes.ts';
import { isHole, momentsWithin } from './hole.ts';
import { passSteady } from './pass-steady.ts';
import type { Beyond, Past, Span } from './past.ts';
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
 * Lets the engine live through a span of one instance again, step by step. Cells that change in place, and loops over the
 * arrays in which readings are kept, make a million readings affordable; the machine is the same.
 */
export function* rehearse(
  past: Past,
  { rule, instance, span, marks, serverIntervalMs, held }: Rehearsal,
): Generator<undefined, Episodes> {
  const metric = findSeries(rule.series)?.metric;
  const episodes = createEpisodes(instance);
  if (metric === undefined) return episodes;
  const ownPeriodMs = longestPeriodMs(metric, serverIntervalMs);
  const beyond: Beyond = { direction: rule.direction, level: rule.warn ?? rule.critical ?? Number.NaN };
  let nextMark = 0;
  let restartedAt = -Infinity;
  let cells: WatchCells | null = null;
  /**
   * The newest value that was looked at. Its time is NaN after some were passed over: what lies before the next one is no
   * hole. Fields that always hold a number change in place; variables of a closure would be made anew each time.
   */
  const newest = { at: Number.NaN, value: Number.NaN, stepMs: 0 };

  const restartUntil = (t: number) => {
    for (let at = marks[nextMark]; at !== undefined && at <= t; at = marks[nextMark]) {
      nextMark += 1;
      restartedAt = at;
      if (cells === null) continue;
      cells.value = newest.value;
      episodes.follow(restart(cells, at, 'gap'));
    }
  };

  const missAt = (t: number, stepMs: number) => {
    restartUntil(t);
    if (cells === null) return;
    cells.value = newest.value;
    episodes.follow(expire(cells, Math.max(ownPeriodMs, stepMs), t));
  };

  const missUntil = (t: number, holeMs: number) => {
    const everyMs = Math.max(holeMs, newest.stepMs);
    if (!isHole(newest.at, t, everyMs)) return;
    for (const moment of momentsWithin(newest.at, t, everyMs)) missAt(moment, newest.stepMs);
  };

  const live = (stretch: Stretch) => {
    const { start, offsets, values, first, end, stepMs, periodMs: holeMs, untilMs } = stretch;
    const periodMs = Math.max(ownPeriodMs, stepMs);
    for (let n = first; n < end; n += 1) {
      if (isIdle(cells)) {
        const next = nextBeyond(values, n, end, beyond);
        if (next > n) newest.at = Number.NaN;
        if (next === end) break;
        n = next;
      }
      const at = start + (offsets[n] ?? Number.NaN);
      missUntil(at, holeMs);
      newest.at = at;
      newest.stepMs = stepMs;
      const t = at + stepMs;
      const value = values[n] ?? Number.NaN;
      if (Number.isNaN(value)) {
        missAt(t, stepMs);
        continue;
      }
      restartUntil(t);
      cells ??= createCells(t, restartedAt);
      cells.heardAt = t;
      newest.value = value;
      episodes.follow(judge(cells, rule, periodMs, t, value));
      if (isIdle(cells)) continue;
      n = passSteady(cells, rule, periodMs, stretch, n, marks[nextMark] ?? Infinity);
      newest.at = start + (offsets[n] ?? Number.NaN);
      newest.value = values[n] ?? Number.NaN;
      cells.heardAt = newest.at + stepMs;
    }
    missUntil(untilMs, holeMs);
  };

  // What fires goes unknown in the silence after the newest reading.
  const played = { from: Math.max(span.from, held.from), to: Math.min(span.to, held.to + silenceMs) };
  for (const { from, to, isQuiet } of past.pieces(rule.series, instance, played, beyond)) {
    if (isQuiet && isIdle(cells)) {
      newest.at = Number.NaN;
      continue;
    }
    for (const stretch of past.stretches(rule.series, instance, { from, to })) live(stretch);
    yield;
  }
  restartUntil(span.to);
  episodes.end(cells);
  return episodes;
}

/** True while only a bad reading could change anything that a preview tells: calm, or not known, and nothing counted. */
function isIdle(cells: WatchCells | null): boolean {
  return cells === null || cells.state === 'ok' || (cells.state === 'unknown' && cells.badSince === null);
}

/** The first place from `first` on with a value beyond the level; `end` where there is none. */
function nextBeyond(values: Float32Array, first: number, end: number, { direction, level }: Beyond): number {
  let place = first;
  // Two tight loops: an hour is 3600 turns, and this code is often run before it was optimised.
  if (direction === 'above') while (place < end && !((values[place] ?? 0) > level)) place += 1;
  else while (place < end && !((values[place] ?? 0) < level)) place += 1;
  return place;
}
