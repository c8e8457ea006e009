import { createContext } from 'svelte';
import { toFault } from '../../src-shared/fault.ts';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { parseRule, type Rule } from '../../src-shared/protocol/rule.ts';
import { browserClock, type PageClock } from '../link/page-clock.ts';
import type { Dashboard } from '../state/model.ts';
import { isSamePlace, isSameRule } from '../state/rule-groups.ts';
import { followNewest, isOvertaken, keepOnTop, type Draft, type ForeignChange, type OpenRule } from './draft.ts';
import { moveLevel, type Level } from './move-level.ts';
import { rebaseRule } from './rebase-rule.ts';
import { createRulePreviews, type RulePreviews } from './rule-previews.svelte.ts';

/** A saved draft is shown until the server's own word is there, but no longer than this, ms. */
const trustMs = 3_000;

/** Changes rules: one draft at a time, for the whole page. Reactive. */
export interface ThresholdEditor extends Pick<RulePreviews, 'preview' | 'previewBefore'> {
  /** `null` while nobody changes anything. */
  readonly draft: Draft | null;
  /** What the draft would have done. */
  readonly previews: Pick<RulePreviews, 'spanMs' | 'setSpan'>;
  /** The rule that was sent last from this page. */
  readonly lastSent: Rule | null;
  /** What somebody else made of the draft's rule since it began; saving puts the draft's changes on top of it. */
  readonly foreign: ForeignChange | null;
  /** Why the last change was refused, as a sentence. */
  readonly problem: string | null;
  /** True for an operator. */
  readonly mayChange: boolean;
  /** The rule panel that is open; may be set. */
  open: OpenRule | null;
  /** True for the rule whose panel is open. */
  readonly isOpen: (rule: Pick<Rule, 'series' | 'instance'>) => boolean;
  /** The draft of this very rule. */
  readonly draftOf: (rule: Pick<Rule, 'series' | 'instance'>) => Draft | null;
  /** The rule as it is to be shown: its draft, or what the server holds. */
  readonly shown: (series: string, instance: string) => Rule | null;
  /**
   * Takes the right to move a level with a pointer, for the whole page: false while another pointer has it.
   * @param isHeld false once that pointer has let go
   */
  readonly grab: (isHeld: () => boolean) => boolean;
  /** Begins a draft, or goes on with that of the same rule, also while the server's word on it is still to come. */
  readonly begin: (rule: Rule, level: Level) => void;
  /** Moves the level of the draft. `top`: upper end for a series that has none. */
  readonly move: (value: number, top: number) => void;
  /** Asks what a rule would have done that nobody is changing. */
  readonly peek: (rule: Rule) => void;
  /** Replaces the draft's rule. */
  readonly edit: (rule: Rule) => void;
  /** Sends what the draft changes, on top of the rule in force by now. Resolves with true when it is in force, or when there is nothing to send. */
  readonly save: () => Promise<boolean>;
  /** Drops the draft; what is in force, also somebody else's change, counts. */
  readonly cancel: () => void;
  /** Goes on from somebody else's change, with the draft's own changes on top. */
  readonly keepMine: () => void;
  /** Takes one rule back to its default; a rule of one instance goes away. */
  readonly reset: (rule: Pick<Rule, 'series' | 'instance'>) => Promise<boolean>;
}

/** Set once by `Page.svelte`. */
export const [getThresholdEditor, setThresholdEditor] = createContext<ThresholdEditor>();

/** Makes an editor without a draft. */
export function createThresholdEditor(
  dashboard: Pick<Dashboard, 'rules' | 'hello' | 'endMs' | 'command'>,
  clock: PageClock = browserClock,
): ThresholdEditor {
  let held = $state.raw<Draft | null>(null);
  let problem = $state<string | null>(null);
  let open = $state.raw<OpenRule | null>(null);
  let lastSent = $state.raw<Rule | null>(null);
  /** What was sent last, until the server's own word is there; `revision` is `null` before its answer. */
  let sentAhead = $state.raw<{ readonly rule: Rule; readonly revision: number | null } | null>(null);
  let isGrabbed = () => false;
  const { rules } = dashboard;

  // The server's word counts as soon as it is as new as the draft: of two people the later one wins on both screens.
  const draft = $derived(
    held === null || (held.revision !== null && rules.current.revision >= held.revision)
      ? null
      : followNewest(held, newest(held)),
  );
  const foreign = $derived.by((): ForeignChange | null => {
    const theirs = draft === null ? null : newest(draft);
    return draft !== null && theirs !== null && isOvertaken(draft, theirs)
      ? { theirs, by: rules.authorOf(theirs) }
      : null;
  });
  const mayChange = $derived(dashboard.hello?.role === 'operator');

  const previews = createRulePreviews(dashboard, clock);
  const drop = () => {
    held = null;
    problem = null;
    previews.drop();
  };
  /** The newest rule known for the place of a draft; what it began with where there is none. */
  function newest({ before }: Draft): Rule {
    if (sentAhead !== null && isSamePlace(sentAhead.rule, before)) {
      if (sentAhead.revision === null || rules.current.revision < sentAhead.revision) return sentAhead.rule;
    }
    const known = rules.ruleFor(before.series, before.instance);
    return known === null ? before : { ...known, instance: before.instance };
  }
  const put = (rule: Rule) => {
    if (held === null) return;
    held = { ...(draft ?? held), rule, phase: 'editing', revision: null };
    problem = null;
    previews.want(rule);
  };
  const draftOf = (rule: Pick<Rule, 'series' | 'instance'>): Draft | null =>
    draft !== null && isSamePlace(draft.rule, rule) ? draft : null;

  return {
    get draft() {
      return draft;
    },
    previews,
    get preview() {
      return previews.preview;
    },
    get previewBefore() {
      return previews.previewBefore;
    },
    get lastSent() {
      return lastSent;
    },
    get foreign() {
      return foreign;
    },
    get problem() {
      return problem;
    },
    get mayChange() {
      return mayChange;
    },
    get open() {
      return open;
    },
    set open(next) {
      open = next;
    },
    isOpen: (rule) => open !== null && isSamePlace(open, rule),
    draftOf,
    shown(series, instance) {
      const inForce = rules.ruleFor(series, instance);
      const own = draftOf({ series, instance }) ?? (inForce === null ? null : draftOf(inForce));
      return own?.rule ?? inForce;
    },
    grab(isHeld) {
      if (isGrabbed()) return false;
      isGrabbed = isHeld;
      return true;
    },
    begin(rule, level) {
      const own = draftOf(rule);
      if (own?.phase === 'editing') {
        held = { ...own, level };
        return;
      }
      const start = own?.rule ?? rule;
      drop();
      held = { before: start, rule: start, level, phase: 'editing', revision: null };
      previews.want(start);
      previews.wantBefore(start);
    },
    move(value, top) {
      const from = draft ?? held;
      const series = from === null ? null : findSeries(from.rule.series);
      if (from === null || series === null) return;
      const next = moveLevel(from.rule, from.level, value, series.series, top);
      if (!isSameRule(next, from.rule)) put(next);
    },
    peek(rule) {
      if (draft === null) previews.want(rule);
    },
    edit: put,
    async save() {
      const sent = held;
      if (sent === null || sent.phase === 'saving') return true;
      const base = newest(sent);
      const wanted = rebaseRule(sent.before, sent.rule, base);
      if (isSameRule(wanted, base) && rules.of(wanted.series).some((one) => isSameRule(one, wanted))) {
        drop();
        return true;
      }
      let sending: Draft | null = null;
      let ahead: typeof sentAhead = null;
      const aheadBefore = sentAhead;
      try {
        const rule = parseRule(wanted);
        held = sending = { ...sent, rule, phase: 'saving' };
        sentAhead = ahead = { rule, revision: null };
        lastSent = rule;
        const result = await dashboard.command('threshold.set', { rule });
        const revision = typeof result.revision === 'number' ? result.revision : rules.current.revision;
        const answered = { rule, revision };
        if (sentAhead === ahead) sentAhead = answered;
        // Somebody has gone on changing it meanwhile.
        if (held !== sending) return true;
        const saved: Draft = { ...sending, phase: 'saved', revision };
        held = saved;
        previews.stop();
        clock.after(trustMs, () => {
          if (held === saved) drop();
          if (sentAhead === answered && held?.before !== rule) sentAhead = null;
        });
        return true;
      } catch (caught) {
        if (ahead !== null && sentAhead === ahead) sentAhead = aheadBefore;
        if (sending === null || held === sending) held = { ...sent, phase: 'editing' };
        // What was begun on top of the refused rule still holds its changes.
        else if (held?.before === sending.rule) held = { ...held, before: base };
        problem = toFault(caught, 'internal', 'The threshold could not be saved.').message;
        return false;
      }
    },
    cancel: drop,
    keepMine() {
      if (draft === null || foreign === null) return;
      const kept = keepOnTop(draft, foreign.theirs);
      held = kept;
      previews.want(kept.rule);
      previews.wantBefore(kept.before);
    },
    async reset({ series, instance }) {
      drop();
      try {
        await dashboard.command('threshold.reset', { series, instance });
        return true;
      } catch (caught) {
        problem = toFault(caught, 'internal', 'The threshold could not be reset.').message;
        return false;
      }
    },
  };
}
