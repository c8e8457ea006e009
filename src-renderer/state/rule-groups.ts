import { everyInstance, type Rule } from '../../src-shared/protocol/rule.ts';

/** The rules of each series: that for every instance first, where there is one. */
export function groupRules(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, readonly Rule[]>();
  for (const rule of rules) {
    const before = groups.get(rule.series) ?? [];
    groups.set(rule.series, rule.instance === everyInstance ? [rule, ...before] : [...before, rule]);
  }
  return groups;
}

/** Of the rules of one series the one that counts for an instance: its own, else that for every instance. */
export function ruleIn(rules: readonly Rule[], instance: string): Rule | null {
  return (
    rules.find((rule) => rule.instance === instance) ?? rules.find((rule) => rule.instance === everyInstance) ?? null
  );
}

/** A rule that is new or different. */
export interface RuleChange {
  readonly rule: Rule;
  /** What it was; `null` for a new one. */
  readonly before: Rule | null;
}

/** The rules of a list that the list before did not have, or not in the same words. */
export function changedRules(before: readonly Rule[], after: readonly Rule[]): readonly RuleChange[] {
  return after.flatMap((rule) => {
    const was = before.find((one) => isSamePlace(one, rule)) ?? null;
    return was !== null && isSameRule(was, rule) ? [] : [{ rule, before: was }];
  });
}

/** True for two rules that say the same. */
export function isSameRule(one: Rule, other: Rule): boolean {
  return (
    isSamePlace(one, other) &&
    one.direction === other.direction &&
    one.warn === other.warn &&
    one.critical === other.critical &&
    one.clear === other.clear &&
    one.forMs === other.forMs &&
    one.keepMs === other.keepMs &&
    one.enabled === other.enabled
  );
}

/** True for two rules of the same series and instance. */
export function isSamePlace(one: Pick<Rule, 'series' | 'instance'>, other: Pick<Rule, 'series' | 'instance'>): boolean {
  return one.series === other.series && one.instance === other.instance;
}
