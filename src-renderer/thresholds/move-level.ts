import type { SeriesDefinition } from '../../src-shared/metrics/definition.ts';
import { levelStep, roundToStep } from '../../src-shared/metrics/level-step.ts';
import { isBad, type Rule } from '../../src-shared/protocol/rule.ts';

/** A level of a rule that can be moved by itself. */
export type Level = 'warn' | 'critical' | 'clear';

/** How far a level may be moved. */
export interface LevelRange {
  readonly low: number;
  readonly high: number;
}

/** The level that an alert begins at: warn, or critical where there is no warn. */
export function firstLevel(rule: Pick<Rule, 'warn' | 'critical'>): Level {
  return rule.warn === null ? 'critical' : 'warn';
}

/**
 * Where a level may go: within the series' range, warn on the safe side of critical and clear on the safe side of what
 * fires first.
 * @param top upper end for a series that has none
 */
export function levelRange(rule: Rule, level: Level, series: SeriesDefinition, top: number): LevelRange {
  const { min = 0, max = Math.max(top, rule.warn ?? 0, rule.critical ?? 0) } = series;
  const range = { low: min, high: max };
  const bound = level === 'warn' ? rule.critical : level === 'clear' ? (rule.warn ?? rule.critical) : rule.warn;
  if (bound === null) return range;
  // The safe side of a level is below it for a rule that fires above; critical lies on the other side of warn.
  const keepBelow = (rule.direction === 'above') === (level !== 'critical');
  return keepBelow ? { ...range, high: Math.max(min, bound) } : { ...range, low: Math.min(max, bound) };
}

/**
 * A rule with one level moved to a value, rounded to the series' step and kept in its range. What fires first takes the
 * clear level along, so that the distance between the two stays what it was.
 */
export function moveLevel(rule: Rule, level: Level, value: number, series: SeriesDefinition, top: number): Rule {
  const range = levelRange(rule, level, series, top);
  const from = rule[level];
  const rounded = roundToStep(value, levelStep(series, from ?? value));
  const moved = Math.min(Math.max(rounded, range.low), range.high);
  const next = { ...rule, [level]: moved };
  if (level === 'clear' || level !== firstLevel(rule) || rule.clear === null || from === null) return next;
  const { min = 0, max = Infinity } = series;
  const carried = roundToStep(rule.clear + moved - from, levelStep(series, rule.clear));
  const clear = Math.min(Math.max(carried, min), max);
  return { ...next, clear: isBad(rule.direction, clear, moved) ? moved : clear };
}

/**
 * A rule with a level as it was typed, also where that makes no sense, so that it can be said what is wrong. A clear
 * level that nobody has touched goes along with what fires first, as it does when that is dragged.
 * @param before the rule that the change began with
 */
export function typeLevel(
  before: Rule,
  rule: Rule,
  level: Level,
  value: number | null,
  { min = 0, max = Infinity }: Pick<SeriesDefinition, 'min' | 'max'>,
): Rule {
  const next = { ...rule, [level]: value };
  const from = before[level];
  const { clear } = before;
  if (level === 'clear' || level !== firstLevel(before) || clear === null || from === null) return next;
  const carried = (to: number | null) => Math.min(Math.max(clear + (to ?? from) - from, min), max);
  return rule.clear === carried(rule[level]) ? { ...next, clear: carried(value) } : next;
}

/** A key press on a level as a value; `null` for a key that does not move it. */
export function keyedLevel(
  key: string,
  shift: boolean,
  value: number,
  step: number,
  { low, high }: LevelRange,
): number | null {
  const steps = shift ? 5 : 1;
  if (key === 'ArrowUp' || key === 'ArrowRight') return value + steps * step;
  if (key === 'ArrowDown' || key === 'ArrowLeft') return value - steps * step;
  if (key === 'PageUp') return value + 10 * step;
  if (key === 'PageDown') return value - 10 * step;
  if (key === 'Home') return low;
  return key === 'End' ? high : null;
}
