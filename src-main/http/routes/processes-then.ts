import type { ProcessRow } from '../../../src-shared/metrics/processes.ts';
import type { History } from '../../history/history.ts';
import { answerJson } from '../conditional.ts';
import { readMoment } from '../history-query.ts';
import type { InTurn } from '../in-turn.ts';
import { onlyGet } from '../only-get.ts';
import type { Route } from '../route.ts';

/** `GET /api/v1/processes?at=MS`: the top processes stored nearest to a moment; their commands only where those may be told now. */
export function createProcessesThen(
  history: () => Pick<History, 'processesAt'>,
  inTurn: InTurn,
  mayTellCommands: () => boolean,
): Route {
  return {
    method: 'GET',
    path: '/api/v1/processes',
    demand: 'viewer',
    compressed: true,
    handle: (context) => {
      onlyGet(context);
      const at = readMoment(new URL(context.req.url).searchParams);
      return inTurn(context, () => {
        const kept = history().processesAt(at);
        const then = mayTellCommands() ? kept : { ...kept, top: kept.top.map(withoutCommand) };
        // Asked anew each time: what is in it may be told today and not tomorrow.
        return answerJson(context, then, false);
      });
    },
  };
}

function withoutCommand({ pid, name, user, cpu, memory }: ProcessRow): ProcessRow {
  return { pid, name, user, cpu, memory };
}
