import type { Gone } from '../stream/held-poll.ts';
import type { RequestContext } from './route.ts';

/** Aborted when the answer is over, whole or not: nobody waits for it any more. */
export function goneOf({ env: { outgoing } }: RequestContext): Gone {
  let aborted = outgoing.destroyed;
  outgoing.on('close', () => {
    aborted = true;
  });
  return {
    get aborted() {
      return aborted;
    },
    addEventListener: (_type, run) => {
      outgoing.on('close', run);
    },
    removeEventListener: (_type, run) => {
      outgoing.removeListener('close', run);
    },
  };
}
