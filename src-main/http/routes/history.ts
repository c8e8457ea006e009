import type { Clock } from '../../clock.ts';
import type { History } from '../../history/history.ts';
import { answerJson } from '../conditional.ts';
import { readHistoryQuery } from '../history-query.ts';
import type { InTurn } from '../in-turn.ts';
import { onlyGet } from '../only-get.ts';
import type { Route } from '../route.ts';

/** The newest samples may still be on their way into the coarser buckets, ms. */
const settledMs = 60_000;

/** `GET /api/v1/history`: the stored past of one or many series. */
export function createHistory(history: () => History, inTurn: InTurn, clock: Clock): Route {
  return {
    method: 'GET',
    path: '/api/v1/history',
    demand: 'viewer',
    compressed: true,
    handle: (context) => {
      onlyGet(context);
      const nowMs = clock.wallMs();
      const question = readHistoryQuery(new URL(context.req.url).searchParams, nowMs);
      return inTurn(context, () => {
        const answer = history().range(question);
        // What cannot be read or written just now may be there later.
        const isWhole = history().figures().state.kind === 'keeping';
        return answerJson(context, answer, isWhole && answer.to + answer.step + settledMs <= nowMs);
      });
    },
  };
}
