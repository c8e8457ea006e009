import { everyInstance, type Rule, type Rules } from '../../src-shared/protocol/rule.ts';
import { changedRules, isSamePlace } from './rule-groups.ts';

/** Where a rule counts. */
export type RulePlace = Pick<Rule, 'series' | 'instance'>;

/** Remembers who made the newest change of each rule. */
export interface RuleAuthors {
  /** `null` where it is not known. A rule of one instance is also changed by whoever changes that for all. */
  readonly of: (place: RulePlace) => string | null;
  readonly note: (before: Rules, after: Rules) => void;
  readonly clear: () => void;
}

/** Knows nobody yet. */
export function createRuleAuthors(): RuleAuthors {
  const newest = new Map<string, { readonly by: string | null; readonly revision: number }>();
  const keyOf = ({ series, instance }: RulePlace) => `${series}@${instance}`;
  return {
    of(place) {
      const own = newest.get(keyOf(place));
      const general = newest.get(keyOf({ ...place, instance: everyInstance }));
      return ((own?.revision ?? -1) >= (general?.revision ?? -1) ? own : general)?.by ?? null;
    },
    note(before, { rules, by, revision }) {
      const removed = before.rules.filter((one) => !rules.some((left) => isSamePlace(left, one)));
      const changed = changedRules(before.rules, rules).map(({ rule }) => rule);
      for (const rule of [...changed, ...removed]) newest.set(keyOf(rule), { by, revision });
    },
    clear() {
      newest.clear();
    },
  };
}
