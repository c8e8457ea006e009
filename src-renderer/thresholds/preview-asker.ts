import type { Preview } from '../../src-shared/protocol/preview.ts';
import type { Rule } from '../../src-shared/protocol/rule.ts';
import type { PageClock } from '../link/page-clock.ts';
import { createTimer } from '../link/timer.ts';

/** Time between two questions at the least: five a second. */
const previewEveryMs = 200;

/** Asks what a rule would have done, while somebody moves it. */
export interface PreviewAsker {
  /** Asks for this rule; of several that are wanted while one is under way only the newest is asked for. */
  readonly want: (rule: Rule) => void;
  /** Wants nothing any more; an answer that is still under way is not told. */
  readonly stop: () => void;
}

/**
 * Makes an asker.
 * @param ask resolves with `null` where there is no answer
 * @param tell called with each answer and the rule that it is for
 */
export function createPreviewAsker(
  clock: PageClock,
  ask: (rule: Rule) => Promise<Preview | null>,
  tell: (preview: Preview, rule: Rule) => void,
): PreviewAsker {
  const timer = createTimer(clock);
  let wanted: Rule | null = null;
  let busy = false;
  let askedAtMs = -Infinity;
  let round = 0;

  const next = () => {
    if (wanted === null || busy || timer.pending) return;
    const waitMs = askedAtMs + previewEveryMs - clock.monotonicMs();
    if (waitMs > 0) {
      timer.set(waitMs, next);
      return;
    }
    const rule = wanted;
    const ofRound = round;
    wanted = null;
    busy = true;
    askedAtMs = clock.monotonicMs();
    void ask(rule).then((preview) => {
      busy = false;
      if (preview !== null && ofRound === round) tell(preview, rule);
      next();
    });
  };

  return {
    want(rule) {
      wanted = rule;
      next();
    },
    stop() {
      wanted = null;
      round += 1;
      timer.clear();
    },
  };
}
