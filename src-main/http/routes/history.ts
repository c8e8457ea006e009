import type { Clock } from '../../clock.ts';
import type { History } from '../../history/history.ts';
import { principalOf } from '../caller.ts';
import { answerJson } from '../conditional.ts';
import { readHistoryQuery } from '../history-query.ts';
import { onlyGet } from '../only-get.ts';
import type { Route } from '../route.ts';
import type { TimeBudget } from '../time-budget.ts';

/** The newest samples may still be on their way into the coarser buckets, ms. */
const settledMs = 60_000;

/** `GET /api/v1/history`: the stored past of one or many series. */
export function createHistory(history: () => History, budget: TimeBudget, clock: Clock): Route {
  return {
    method: 'GET',
    path: '/api/v1/history',
    demand: 'viewer',
    compressed: true,
    handle: (context) => {
      onlyGet(context);
      const { owner } = principalOf(context);
      const nowMs = clock.wallMs();
      const question = readHistoryQuery(new URL(context.req.url).searchParams, nowMs);
      return budget.spend(owner, () => {
        const answer = history().range(question);
        return answerJson(context, answer, answer.to + answer.step + settledMs <= nowMs);
      });
    },
  };
}
