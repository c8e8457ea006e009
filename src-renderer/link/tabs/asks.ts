import type { Outcome } from '../control.ts';
import type { PageClock } from '../page-clock.ts';
import { createTimer } from '../timer.ts';

/** A question that the leader has not answered after so long counts as not answered. */
const answerLimitMs = 5_000;

/** Questions to the leader that wait for an answer. */
export interface Asks {
  /** @param post sends the question under a number; the answer is `null` where none comes */
  ask(post: (ask: number) => void): Promise<Outcome>;
  told(ask: number, outcome: Outcome): void;
  /** There is nobody who could still answer. */
  giveUp(): void;
}

/** Makes a list without questions. */
export function createAsks(clock: PageClock): Asks {
  const waiting = new Map<number, (outcome: Outcome) => void>();
  let count = 0;
  const told = (ask: number, outcome: Outcome) => {
    waiting.get(ask)?.(outcome);
  };
  return {
    ask: (post) =>
      new Promise((resolve) => {
        count += 1;
        const ask = count;
        const timer = createTimer(clock);
        waiting.set(ask, (outcome) => {
          timer.clear();
          waiting.delete(ask);
          resolve(outcome);
        });
        timer.set(answerLimitMs, () => {
          told(ask, null);
        });
        post(ask);
      }),
    told,
    giveUp() {
      for (const ask of [...waiting.keys()]) told(ask, null);
    },
  };
}
