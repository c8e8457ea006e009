import { Fault } from '../../src-shared/fault.ts';
import type { Principal } from '../access/principal.ts';
import { principalOf } from './caller.ts';
import { goneOf } from './gone.ts';
import type { RequestContext } from './route.ts';
import type { TimeBudget } from './time-budget.ts';

/** Does the work of an answer when its caller has time left: at once, or after a wait. */
export type InTurn = (context: RequestContext, work: () => Response) => Promise<Response>;

/** Who was removed during the wait is told nothing any more. */
export function createInTurn(budget: TimeBudget, isCurrent: (principal: Principal) => boolean): InTurn {
  return (context, work) => {
    const principal = principalOf(context);
    const answer = (): Response => {
      if (!isCurrent(principal)) throw new Fault('unauthorized', 'This session has ended.');
      return work();
    };
    return budget.spend(principal.owner, answer, goneOf(context));
  };
}
