import * as v from 'valibot';
import { previewSchema, type Preview } from '../../src-shared/protocol/preview.ts';
import { parseRule, type Rule } from '../../src-shared/protocol/rule.ts';
import type { PageClock } from '../link/page-clock.ts';
import type { Dashboard } from '../state/model.ts';
import { createPreviewAsker } from './preview-asker.ts';
import { keepPreviewSpan, readPreviewSpan, type PreviewSpanMs } from './preview-span.ts';

/** What a rule that is being changed would have done, and what it did before. Reactive. */
export interface RulePreviews {
  readonly preview: Preview | null;
  readonly previewBefore: Preview | null;
  /** How far back they look, ms; the answer says how much of it there are values for. Kept in this browser. */
  readonly spanMs: PreviewSpanMs;
  /** Looks as far back from now on, and asks anew. */
  readonly setSpan: (ms: PreviewSpanMs) => void;
  readonly want: (rule: Rule) => void;
  /** The same for the rule that the change began with, once. */
  readonly wantBefore: (rule: Rule) => void;
  /** Asks no more; what is known stays. */
  readonly stop: () => void;
  /** Forgets everything. */
  readonly drop: () => void;
}

/** Makes one that has asked nothing. */
export function createRulePreviews(dashboard: Pick<Dashboard, 'endMs' | 'command'>, clock: PageClock): RulePreviews {
  let preview = $state.raw<Preview | null>(null);
  let previewBefore = $state.raw<Preview | null>(null);
  let spanMs = $state<PreviewSpanMs>(readPreviewSpan());
  let wanted: Rule | null = null;
  let before: Rule | null = null;

  const ask = async (rule: Rule): Promise<Preview | null> => {
    const to = Math.round(dashboard.endMs);
    const askedMs = spanMs;
    try {
      parseRule(rule);
      const answer = await dashboard.command('threshold.preview', { rule, from: to - askedMs, to });
      const parsed = v.safeParse(previewSchema, answer);
      return parsed.success && askedMs === spanMs ? parsed.output : null;
    } catch {
      // A preview is a help: without one the level can be moved all the same, and saving says what is wrong.
      return null;
    }
  };
  const asker = createPreviewAsker(clock, ask, (answer) => {
    preview = answer;
  });
  const want = (rule: Rule) => {
    wanted = rule;
    asker.want(rule);
  };
  const askBefore = async (rule: Rule) => {
    before = rule;
    const answer = await ask(rule);
    if (before === rule && answer !== null) previewBefore = answer;
  };

  return {
    get preview() {
      return preview;
    },
    get previewBefore() {
      return previewBefore;
    },
    get spanMs() {
      return spanMs;
    },
    setSpan(ms) {
      if (ms === spanMs) return;
      spanMs = ms;
      keepPreviewSpan(ms);
      // What is shown speaks of its own span until the new answer is there.
      previewBefore = null;
      const again = () => {
        if (wanted !== null) want(wanted);
      };
      // One after the other: a newer question takes the place of one that is not answered yet.
      if (before === null) again();
      else void askBefore(before).then(again);
    },
    want,
    wantBefore: (rule) => void askBefore(rule),
    stop: asker.stop,
    drop() {
      preview = previewBefore = null;
      wanted = before = null;
      asker.stop();
    },
  };
}
