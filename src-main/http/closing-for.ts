import type { RequestContext } from './route.ts';

/**
 * Aborted when the listener that a request came by is about to end. With the scheme by which it opens again as the reason,
 * but not for those behind a proxy: what changes is the way of the proxy, and their own stays as it is.
 */
export function closingFor(context: RequestContext, isByProxy: boolean): AbortSignal {
  const { closing, outgoing } = context.env;
  if (!isByProxy) return closing;
  const plain = new AbortController();
  const end = (): void => {
    plain.abort();
  };
  if (closing.aborted) end();
  else {
    closing.addEventListener('abort', end, { once: true });
    outgoing.on('close', () => {
      closing.removeEventListener('abort', end);
    });
  }
  return plain.signal;
}
