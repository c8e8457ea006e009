import type { Gone } from '../stream/held-poll.ts';
import type { RequestContext } from './route.ts';

/** A reason of its own: without one each gets an exception with a trace of its stack, which nobody reads. */
const over = 'over';

/** Aborted when the answer is over, whole or not: nobody waits for it any more. */
export function goneOf({ env }: RequestContext): AbortSignal {
  const gone = new AbortController();
  env.outgoing.once('close', () => {
    gone.abort(over);
  });
  return gone.signal;
}

/** The same for a poll, of which there are many. */
export function pollGoneOf({ env: { outgoing } }: RequestContext): Gone {
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
