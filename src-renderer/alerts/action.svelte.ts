import { toFault, type Fault } from '../../src-shared/fault.ts';

/** Something a person asked the server for. Reactive. */
export interface Action {
  readonly busy: boolean;
  /** Why the last one failed; `null` while all is well. */
  readonly problem: Fault | null;
  /** Does it unless one is under way; resolves with whether it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** @param failure what to say of a failure that has no words of its own */
export function createAction(failure: string): Action {
  let busy = $state(false);
  let problem = $state.raw<Fault | null>(null);
  return {
    get busy() {
      return busy;
    },
    get problem() {
      return problem;
    },
    async run(work) {
      if (busy) return false;
      busy = true;
      try {
        await work();
        problem = null;
        return true;
      } catch (caught) {
        problem = toFault(caught, 'internal', failure);
        return false;
      } finally {
        busy = false;
      }
    },
  };
}
