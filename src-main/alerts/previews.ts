import { Fault } from '../../src-shared/fault.ts';
import type { Preview } from '../../src-shared/protocol/preview.ts';
import type { Clock } from '../clock.ts';
import type { Past } from './past.ts';
import { previewRule, type PreviewQuestion } from './preview.ts';
import { createSlices } from './slices.ts';

/** Time after which a preview answers with what it has, ms; a finger must not wait for 50. */
const budgetMs = 40;

/** Answers what rules would have done. */
export interface Previews {
  /**
   * @param asker whoever has no use for an answer once it asked again; `null` for one of whom that is not known
   * @throws Fault `too_many` where the asker asked again
   */
  ask(question: PreviewQuestion, asker: string | null): Promise<Preview>;
}

/** Joins the past, the time that an answer may take, and the askers. */
export function createPreviews(past: Past, clock: Pick<Clock, 'monotonicMs'>): Previews {
  const nowMs = () => clock.monotonicMs();
  const slices = createSlices(nowMs);
  const running = new Map<string, AbortController>();
  return {
    async ask(question, asker) {
      const mine = new AbortController();
      if (asker !== null) {
        running.get(asker)?.abort(new Fault('too_many', 'A newer preview took the place of this one.'));
        running.set(asker, mine);
      }
      const budget = { nowMs, deadlineMs: nowMs() + budgetMs };
      try {
        return await slices.run(previewRule(past, question, budget), mine.signal);
      } finally {
        if (asker !== null && running.get(asker) === mine) running.delete(asker);
      }
    },
  };
}
