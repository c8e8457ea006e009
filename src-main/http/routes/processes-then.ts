import type { Clock } from '../../clock.ts';
import type { History } from '../../history/history.ts';
import { principalOf } from '../caller.ts';
import { answerJson } from '../conditional.ts';
import { readMoment } from '../history-query.ts';
import { onlyGet } from '../only-get.ts';
import type { Route } from '../route.ts';
import type { TimeBudget } from '../time-budget.ts';

/** A list that comes in within this time may lie nearer to the moment, ms. */
const settledMs = 120_000;

/** `GET /api/v1/processes?at=MS`: the top processes stored nearest to a moment. */
export function createProcessesThen(history: () => History, budget: TimeBudget, clock: Clock): Route {
  return {
    method: 'GET',
    path: '/api/v1/processes',
    demand: 'viewer',
    compressed: true,
    handle: (context) => {
      onlyGet(context);
      const { owner } = principalOf(context);
      const at = readMoment(new URL(context.req.url).searchParams);
      return budget.spend(owner, () =>
        answerJson(context, history().processesAt(at), at + settledMs <= clock.wallMs()),
      );
    },
  };
}
