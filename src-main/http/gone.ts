import type { RequestContext } from './route.ts';

/** Aborted when the answer is over, whole or not: nobody waits for it any more. */
export function goneOf({ env }: RequestContext): AbortSignal {
  const gone = new AbortController();
  env.outgoing.once('close', () => {
    gone.abort();
  });
  return gone.signal;
}
