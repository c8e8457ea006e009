import type { Rule } from '../../src-shared/protocol/rule.ts';
import { isSameRule } from '../state/rule-groups.ts';
import type { Level } from './move-level.ts';
import { rebaseRule } from './rebase-rule.ts';

/** A rule that somebody is changing. */
export interface Draft {
  /** As it was in force when the change began. */
  readonly before: Rule;
  readonly rule: Rule;
  /** What is being moved. */
  readonly level: Level;
  readonly phase: 'editing' | 'saving' | 'saved';
  /** The revision that the server gave it; `null` before it is saved. */
  readonly revision: number | null;
}

/** The rule whose panel is open. */
export interface OpenRule {
  /** Metric of the card that shows it. */
  readonly metric: string;
  readonly series: string;
  readonly instance: string;
}

/** What somebody else made of a rule while it was being changed here. */
export interface ForeignChange {
  readonly theirs: Rule;
  /** `null` where it is not known. */
  readonly by: string | null;
}

/** True where somebody else changed the rule since the draft began, to something that the draft does not say as well. */
export function isOvertaken({ before, rule, phase }: Draft, newest: Rule): boolean {
  return phase === 'editing' && !isSameRule(newest, before) && !isSameRule(newest, rule);
}

/** A draft that has changed nothing yet goes on from the newest rule. */
export function followNewest(draft: Draft, newest: Rule): Draft {
  const untouched = isSameRule(draft.rule, draft.before);
  return untouched && isOvertaken(draft, newest) ? { ...draft, before: newest, rule: newest } : draft;
}

/** The same changes, made to the newest rule. */
export function keepOnTop(draft: Draft, newest: Rule): Draft {
  return { ...draft, before: newest, rule: rebaseRule(draft.before, draft.rule, newest) };
}
