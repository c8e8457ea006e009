import type { MiddlewareHandler } from 'hono';
import type { Principal } from '../access/principal.ts';
import { actor } from '../audit.ts';
import type { Log } from '../log.ts';
import { createRequestId, requestIdHeader } from '../request-id.ts';
import type { Environment } from './route.ts';

/** The response of a request. */
export interface Outgoing {
  readonly statusCode: number;
  setHeader(name: string, value: string): unknown;
  once(event: 'close', run: () => void): unknown;
}

/** What is known of a request when it is over: the path is that of its route, for what was asked for may hold a secret. */
export interface Known {
  readonly path: string | undefined;
  readonly principal: Principal | null;
}

/**
 * Gives a request an id, which its answer and the log carry, and writes a line at level `debug` when it is over.
 * @returns the id
 */
export function nameRequest(
  log: Pick<Log, 'debug'>,
  method: string | undefined,
  outgoing: Outgoing,
  known: () => Known,
): string {
  const request = createRequestId();
  const startedMs = performance.now();
  // On the answer itself: a stream writes its own head, and an error is a new answer.
  outgoing.setHeader(requestIdHeader, request);
  outgoing.once('close', () => {
    const { path, principal } = known();
    const { by, role } = actor(principal);
    const ms = Math.round(performance.now() - startedMs);
    log.debug({ request, method, path, status: outgoing.statusCode, ms, by, role }, 'request');
  });
  return request;
}

/** Names every request of the router, see {@link nameRequest}. */
export function nameRequests(log: Pick<Log, 'debug'>): MiddlewareHandler<Environment> {
  return async (context, next) => {
    const { incoming, outgoing } = context.env;
    const known = () => ({ path: context.get('pattern'), principal: context.get('principal') ?? null });
    context.set('requestId', nameRequest(log, incoming.method, outgoing, known));
    await next();
  };
}
