import { createContext } from 'svelte';
import * as v from 'valibot';
import { toFault } from '../../src-shared/fault.ts';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { previewSchema, type Preview } from '../../src-shared/protocol/preview.ts';
import { parseRule, type Rule } from '../../src-shared/protocol/rule.ts';
import { browserClock, type PageClock } from '../link/page-clock.ts';
import type { Dashboard } from '../state/model.ts';
import { isSamePlace, isSameRule } from '../state/rule-groups.ts';
import { moveLevel, type Level } from './move-level.ts';
import { createPreviewAsker } from './preview-asker.ts';

/** How far back a preview looks, ms; the answer says how much of it there are values for. */
const lookBackMs = 24 * 3_600_000;

/** A saved draft is shown until the server's own word is there, but no longer than this, ms. */
const trustMs = 3_000;

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

/** Changes rules: one draft at a time, for the whole page. Reactive. */
export interface ThresholdEditor {
  /** `null` while nobody changes anything. */
  readonly draft: Draft | null;
  /** What the draft would have done, and what the rule before would have. */
  readonly preview: Preview | null;
  readonly previewBefore: Preview | null;
  /** The rule that was sent last from this page. */
  readonly lastSent: Rule | null;
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
  /** Begins a draft, or goes on with that of the same rule. */
  readonly begin: (rule: Rule, level: Level) => void;
  /** Moves the level of the draft. `top`: upper end for a series that has none. */
  readonly move: (value: number, top: number) => void;
  /** Asks what a rule would have done that nobody is changing. */
  readonly peek: (rule: Rule) => void;
  /** Replaces the draft's rule. */
  readonly edit: (rule: Rule) => void;
  /** Sends the draft. Resolves with true when it is in force, or when there is nothing to send. */
  readonly save: () => Promise<boolean>;
  readonly cancel: () => void;
  /** Takes one rule back to its default; a rule of one instance goes away. */
  readonly reset: (rule: Pick<Rule, 'series' | 'instance'>) => Promise<boolean>;
}

/** Set once by the overview. */
export const [getThresholdEditor, setThresholdEditor] = createContext<ThresholdEditor>();

/** Makes an editor without a draft. */
export function createThresholdEditor(dashboard: Dashboard, clock: PageClock = browserClock): ThresholdEditor {
  let held = $state.raw<Draft | null>(null);
  let preview = $state.raw<Preview | null>(null);
  let previewBefore = $state.raw<Preview | null>(null);
  let problem = $state<string | null>(null);
  let open = $state.raw<OpenRule | null>(null);
  let lastSent = $state.raw<Rule | null>(null);
  const { rules } = dashboard;

  // The server's word counts as soon as it is as new as the draft: of two people the later one wins on both screens.
  const draft = $derived(
    held?.revision !== undefined && held.revision !== null && rules.current.revision >= held.revision ? null : held,
  );
  const mayChange = $derived(dashboard.hello?.role === 'operator');

  const ask = async (rule: Rule): Promise<Preview | null> => {
    const to = Math.round(dashboard.endMs);
    try {
      parseRule(rule);
      const parsed = v.safeParse(
        previewSchema,
        await dashboard.command('threshold.preview', { rule, from: to - lookBackMs, to }),
      );
      return parsed.success ? parsed.output : null;
    } catch {
      // A preview is a help: without one the level can be moved all the same, and saving says what is wrong.
      return null;
    }
  };
  const asker = createPreviewAsker(clock, ask, (answer) => {
    preview = answer;
  });
  const askBefore = async (rule: Rule) => {
    const answer = await ask(rule);
    if (held?.before === rule) previewBefore = answer;
  };
  const drop = () => {
    held = null;
    preview = previewBefore = null;
    problem = null;
    asker.stop();
  };
  /** Nobody has gone on changing it meanwhile. */
  const isStill = (sent: Draft): boolean => held?.rule === sent.rule;
  const put = (rule: Rule) => {
    if (held === null) return;
    held = { ...held, rule, phase: 'editing', revision: null };
    problem = null;
    asker.want(rule);
  };
  const draftOf = (rule: Pick<Rule, 'series' | 'instance'>): Draft | null =>
    draft !== null && isSamePlace(draft.rule, rule) ? draft : null;

  return {
    get draft() {
      return draft;
    },
    get preview() {
      return preview;
    },
    get previewBefore() {
      return previewBefore;
    },
    get lastSent() {
      return lastSent;
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
    begin(rule, level) {
      const own = draftOf(rule);
      if (own?.phase === 'editing') {
        held = { ...own, level };
        return;
      }
      drop();
      held = { before: rule, rule, level, phase: 'editing', revision: null };
      asker.want(rule);
      void askBefore(rule);
    },
    move(value, top) {
      const series = held === null ? null : findSeries(held.rule.series);
      if (held === null || series === null) return;
      const next = moveLevel(held.rule, held.level, value, series.series, top);
      if (!isSameRule(next, held.rule)) put(next);
    },
    peek(rule) {
      if (draft === null) asker.want(rule);
    },
    edit: put,
    async save() {
      const sent = held;
      if (sent === null || sent.phase === 'saving') return true;
      if (isSameRule(sent.rule, sent.before) && rules.of(sent.rule.series).some((one) => isSameRule(one, sent.rule))) {
        drop();
        return true;
      }
      try {
        const rule = parseRule(sent.rule);
        held = { ...sent, phase: 'saving' };
        lastSent = rule;
        const result = await dashboard.command('threshold.set', { rule });
        const revision = typeof result.revision === 'number' ? result.revision : rules.current.revision;
        if (!isStill(sent)) return true;
        held = { ...sent, phase: 'saved', revision };
        const saved = held;
        asker.stop();
        clock.after(trustMs, () => {
          if (held === saved) drop();
        });
        return true;
      } catch (caught) {
        if (isStill(sent)) held = { ...sent, phase: 'editing' };
        problem = toFault(caught, 'internal', 'The threshold could not be saved.').message;
        return false;
      }
    },
    cancel: drop,
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
