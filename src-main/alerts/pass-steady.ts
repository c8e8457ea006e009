import { clearLevel, type Rule } from '../../src-shared/protocol/rule.ts';
import type { Stretch } from '../stretch.ts';
import { isHole } from './hole.ts';
import { nextChange, type WatchCells } from './watch-cells.ts';

/**
 * Passes over the readings after one that has just been judged, as long as they can change nothing but the peak: none of
 * them crosses a level, is missing, or comes when some time is over. Most readings are such, and a loop of a few
 * comparisons is fast long before it was optimised.
 * @param n place of the reading that was judged
 * @param untilMs what comes then or later is not passed over, ms since the epoch
 * @returns place of the last one that was passed over; `n` for none
 */
export function passSteady(
  cells: WatchCells,
  rule: Rule,
  periodMs: number,
  { start, offsets, values, end, stepMs, periodMs: holeMs }: Stretch,
  n: number,
  untilMs: number,
): number {
  const known = start + stepMs;
  const first = offsets[n] ?? Number.NaN;
  const before = Math.min(untilMs, nextChange(cells, rule, periodMs, known + first)) - known;
  const value = values[n] ?? Number.NaN;
  const everyMs = Math.max(holeMs, stepMs);
  const isAbove = rule.direction === 'above';
  const { warn, critical } = rule;
  const clear = clearLevel(rule);
  // Between these no value crosses a level; a level itself belongs to its safe side.
  const low = Math.max(under(warn, value, isAbove), under(critical, value, isAbove), under(clear, value, isAbove));
  const high = Math.min(over(warn, value, isAbove), over(critical, value, isAbove), over(clear, value, isAbove));
  let worst = cells.peak ?? value;
  let last = first;
  let place = n + 1;
  for (; place < end; place += 1) {
    const next = values[place] ?? Number.NaN;
    const offset = offsets[place] ?? Infinity;
    if (isAbove ? !(next > low && next <= high) : !(next >= low && next < high)) break;
    if (offset >= before || isHole(last, offset, everyMs)) break;
    if (isAbove ? next > worst : next < worst) worst = next;
    last = offset;
  }
  if (cells.peak !== null) cells.peak = worst;
  return place - 1;
}

/** A level below the value, which it stays beyond; `-Infinity` for one that is not. */
function under(level: number | null, value: number, isAbove: boolean): number {
  return level !== null && (isAbove ? value > level : value >= level) ? level : -Infinity;
}

/** A level above the value, which it stays short of; Infinity for one that is not. */
function over(level: number | null, value: number, isAbove: boolean): number {
  return level !== null && (isAbove ? value <= level : value < level) ? level : Infinity;
}
