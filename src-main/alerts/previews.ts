import { Fault } from '../../src-shared/fault.ts';
import type { Preview } from '../../src-shared/protocol/preview.ts';
import type { Clock } from '../clock.ts';
import type { Past } from './past.ts';
import { previewRule, type PreviewQuestion } from './preview.ts';
import { createSlices } from './slices.ts';

/**
 * Time after which a preview answers with what it has, ms. One series takes some 100 ms at the worst; where the machine is
 * busy with other things an answer that comes late says more than a short one. Many series, five times a second under a
 * finger, would keep the server busy.
 */
const budgetMs = { one: 1_000, several: 150 };

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
      const startedMs = nowMs();
      const deadlineMs = (instances: number) => startedMs + (instances > 1 ? budgetMs.several : budgetMs.one);
      const budget = { nowMs, deadlineMs };
      try {
        return await slices.run(previewRule(past, question, budget), mine.signal);
      } finally {
        if (asker !== null && running.get(asker) === mine) running.delete(asker);
      }
    },
  };
}
