import type { Rule } from '../../src-shared/protocol/rule.ts';

/**
 * A change of a rule, made anew on the rule that is in force by now: fields that the change left alone are taken from
 * there, so that two people who change different fields of one rule both get what they want.
 * @param before the rule that the change began with
 * @param changed what the change made of it
 * @param onto the rule in force
 */
export function rebaseRule(before: Rule, changed: Rule, onto: Rule): Rule {
  const pick = <Field extends keyof Rule>(field: Field): Rule[Field] =>
    changed[field] === before[field] ? onto[field] : changed[field];
  return {
    series: changed.series,
    instance: changed.instance,
    direction: pick('direction'),
    warn: pick('warn'),
    critical: pick('critical'),
    clear: pick('clear'),
    forMs: pick('forMs'),
    keepMs: pick('keepMs'),
    enabled: pick('enabled'),
  };
}
