import type { Rule, Rules } from '../../src-shared/protocol/rule.ts';
import { createRuleAuthors, type RulePlace } from './rule-authors.ts';
import { changedRules, groupRules, ruleIn, type RuleChange } from './rule-groups.ts';

/** A change that came while this page was open. */
export interface RuleNews {
  readonly by: string | null;
  readonly changes: readonly RuleChange[];
  /** Page time, ms since the epoch. */
  readonly atMs: number;
}

/** The thresholds as the server holds them. Reactive. */
export interface RuleBoard {
  /** Every rule in force, with the revision and who made it. */
  readonly current: Rules;
  /** The newest change; `null` where there was none since the stream began. */
  readonly news: RuleNews | null;
  /** The rules of one series: that for every instance first, where there is one. */
  readonly of: (series: string) => readonly Rule[];
  /** The rule for one number: its own, else that for every instance; `null` where neither is there. */
  readonly ruleFor: (series: string, instance: string) => Rule | null;
  /** Who made the newest change that concerns a number while this page was open; `null` where it is not known. */
  readonly authorOf: (place: RulePlace) => string | null;
}

/** A board with the ways to fill it. */
export interface FilledRuleBoard extends RuleBoard {
  /** The server's whole state at the beginning of a stream: it is believed, also where it is older. */
  readonly begin: (rules: Rules) => void;
  /** News of a change; an older revision than the one held is passed over. */
  readonly take: (rules: Rules) => void;
}

/** Makes a board without rules. */
export function createRuleBoard(): FilledRuleBoard {
  let current = $state.raw<Rules>({ revision: 0, by: null, rules: [] });
  let news = $state.raw<RuleNews | null>(null);
  const bySeries = $derived(groupRules(current.rules));
  // It changes together with `current` only, so it needs no reactivity of its own.
  const authors = createRuleAuthors();
  const of = (series: string): readonly Rule[] => bySeries.get(series) ?? [];
  return {
    get current() {
      return current;
    },
    get news() {
      return news;
    },
    of,
    ruleFor: (series, instance) => ruleIn(of(series), instance),
    authorOf: authors.of,
    begin(rules) {
      authors.clear();
      current = rules;
    },
    take(rules) {
      if (rules.revision <= current.revision) return;
      authors.note(current, rules);
      news = { by: rules.by, changes: changedRules(current.rules, rules.rules), atMs: Date.now() };
      current = rules;
    },
  };
}
