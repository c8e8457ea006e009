import { everyInstance, type Rule } from '../../src-shared/protocol/rule.ts';

/** Rules by series, then by instance: made for looking up, once per change. */
export type RuleBook = ReadonlyMap<string, ReadonlyMap<string, Rule>>;

/** Sorts rules for looking up. */
export function createRuleBook(rules: readonly Rule[]): RuleBook {
  const book = new Map<string, Map<string, Rule>>();
  for (const rule of rules) {
    const bySeries = book.get(rule.series) ?? new Map<string, Rule>();
    bySeries.set(rule.instance, rule);
    book.set(rule.series, bySeries);
  }
  return book;
}

/** The rule in force for one number: its own, else that for every instance; `null` where it is not to be watched. */
export function ruleFor(book: RuleBook, series: string, instance: string): Rule | null {
  const bySeries = book.get(series);
  const rule = bySeries?.get(instance) ?? bySeries?.get(everyInstance);
  return rule?.enabled === true ? rule : null;
}
