import * as v from 'valibot';
import { Fault } from '../fault.ts';
import { findSeries, type FoundSeries } from '../metrics/find-series.ts';
import { limits } from './limits.ts';

/** The instance of a rule for all instances, and of series that have none. */
export const everyInstance = '*';

const name = v.pipe(
  v.string('is not a text'),
  v.minLength(1, 'is empty'),
  v.maxLength(limits.nameLength, 'is too long'),
);
const level = v.nullable(v.pipe(v.number('is neither a number nor null'), v.finite('is not finite')));
const duration = v.pipe(
  v.number('is not a number'),
  v.integer('is not a whole number of ms'),
  v.minValue(0, 'is below 0 ms'),
  v.maxValue(limits.ruleMs, `is above ${String(limits.ruleMs)} ms`),
);

/** The form of a {@link Rule}; whether it makes sense for its series is for {@link parseRule} to say. */
export const ruleSchema = v.strictObject({
  series: name,
  instance: name,
  direction: v.picklist(['above', 'below'], 'is neither "above" nor "below"'),
  warn: level,
  critical: level,
  clear: level,
  forMs: duration,
  keepMs: duration,
  enabled: v.boolean('is neither true nor false'),
});

/**
 * When a series raises an alert.
 * - `series`: `metric.field`; `instance`: one of its instances, or `*` for all of them and for series without any. A
 *   rule for one instance wins over `*`, also to switch it off.
 * - `direction`: a value is bad when it is strictly above (or below) a level; on the level itself it is safe.
 * - `warn`, `critical`: levels in the series' unit; at least one is not `null`.
 * - `clear`: the level whose safe side ends an alert; `null` means `warn`, or `critical` where there is no warn.
 * - `forMs`: time that a value must be bad before it fires. `keepMs`: time that it must be safe before it resolves.
 *   Both 0 to 86400000.
 * - `enabled`: false keeps the numbers and watches nothing.
 */
export type Rule = Readonly<v.InferOutput<typeof ruleSchema>>;

/** Every rule in force, defaults included. `by` is who made the newest change, `null` before the first. */
export const rulesSchema = v.object({
  revision: v.number(),
  by: v.nullable(v.string()),
  rules: v.array(v.object(ruleSchema.entries)),
});

/** See {@link rulesSchema}: the answer of `GET /api/v1/rules` and the data of the `rules` event. */
export interface Rules {
  readonly revision: number;
  readonly by: string | null;
  readonly rules: readonly Rule[];
}

/** True for a value on the bad side of a level; the level itself is safe. */
export function isBad(direction: Rule['direction'], value: number, limit: number): boolean {
  return direction === 'above' ? value > limit : value < limit;
}

/** The level whose safe side ends an alert. */
export function clearLevel(rule: Pick<Rule, 'warn' | 'critical' | 'clear'>): number | null {
  return rule.clear ?? rule.warn ?? rule.critical;
}

/**
 * Parses a rule from outside and checks it against the definition of its series.
 * @throws Fault `invalid_rule`, naming the field
 */
export function parseRule(input: unknown): Rule {
  const result = v.safeParse(ruleSchema, input, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const field = v.getDotPath(issue);
    if (field === null) throw new Fault('invalid_rule', 'The rule is not an object.');
    const isKey = issue.type === 'strict_object';
    throw refusal(
      field,
      isKey ? (issue.received === 'undefined' ? 'is missing' : 'is not part of a rule') : issue.message,
    );
  }
  const rule = result.output;
  const found = findSeries(rule.series);
  if (found === null) throw refusal('series', 'is no series that Lanpulse knows');
  if (!found.hasInstances && rule.instance !== everyInstance) throw refusal('instance', 'must be "*" for this series');
  checkLevels(rule, found);
  return rule;
}

function checkLevels(rule: Rule, { series }: FoundSeries): void {
  const { direction, warn, critical, clear } = rule;
  if (warn === null && critical === null) throw refusal('warn', 'and "critical" are both null');
  const { min = 0, max = Infinity } = series;
  for (const field of ['warn', 'critical', 'clear'] as const) {
    const value = rule[field];
    if (value === null || (value >= min && value <= max)) continue;
    const range = max === Infinity ? `at least ${String(min)}` : `from ${String(min)} to ${String(max)}`;
    throw refusal(field, `is ${String(value)}, but ${rule.series} has values ${range}`);
  }
  const safeSide = direction === 'above' ? 'at or below' : 'at or above';
  if (warn !== null && critical !== null && isBad(direction, warn, critical)) {
    throw refusal('warn', `must be ${safeSide} "critical"`);
  }
  const firing = warn === null ? 'critical' : 'warn';
  const lowest = warn ?? critical;
  if (clear !== null && lowest !== null && isBad(direction, clear, lowest)) {
    throw refusal('clear', `must be ${safeSide} "${firing}"`);
  }
}

function refusal(field: string, message: string): Fault {
  return new Fault('invalid_rule', `The rule's "${field}" ${message}.`);
}
