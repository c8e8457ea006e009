import type { SeriesDefinition } from '../../src-shared/metrics/definition.ts';
import type { Rule } from '../../src-shared/protocol/rule.ts';
import { axisScale, type AxisScale } from '../../src-shared/units.ts';

/** The step of the unit in which the levels of a rule are typed: MB/s for a rule at 200 MB/s. */
export function inputScale(rule: Rule, { unit }: Pick<SeriesDefinition, 'unit'>): AxisScale {
  return axisScale(Math.max(rule.warn ?? 0, rule.critical ?? 0, rule.clear ?? 0), unit);
}

/** A level as it stands in its box; empty for none. */
export function writeInput(level: number | null, { divisor }: AxisScale): string {
  return level === null ? '' : String(Number((level / divisor).toPrecision(6)));
}

/** What was typed, in the series' unit: `null` for an empty box, `undefined` for what is no number. */
export function readInput(text: string, { divisor }: AxisScale): number | null | undefined {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return null;
  if (!/^-?(\d+\.?\d*|\.\d+)$/u.test(typed)) return undefined;
  return Number((Number(typed) * divisor).toPrecision(12));
}

/** Upper end of a slider over the levels of a rule. */
export function sliderTop(rule: Rule, { max }: Pick<SeriesDefinition, 'max'>): number {
  return max ?? 2 * Math.max(rule.warn ?? 0, rule.critical ?? 0, rule.clear ?? 0, 1);
}

const minute = 60_000;
const choicesMs = [0, 5_000, 10_000, 30_000, minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute, 60 * minute];

/** Durations to choose from, with the one that is set among them. */
export function durationChoices(currentMs: number): readonly number[] {
  return [...new Set([...choicesMs, currentMs])].sort((one, other) => one - other);
}

/** The field that the message of an invalid rule names; `null` where it names none. */
export function namedField(message: string): string | null {
  return /^The rule's "(\w+)"/u.exec(message)?.[1] ?? null;
}
