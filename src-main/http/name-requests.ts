import type { MiddlewareHandler } from 'hono';
import { actor } from '../audit.ts';
import type { Log } from '../log.ts';
import { createRequestId, requestIdHeader } from '../request-id.ts';
import type { Environment } from './route.ts';

/**
 * Gives each request an id, which its answer and the log carry, and writes a line at level `debug` when it is over: with
 * the path of the route, for what was asked for may hold a secret.
 */
export function nameRequests(log: Pick<Log, 'debug'>): MiddlewareHandler<Environment> {
  return async (context, next) => {
    const { incoming, outgoing } = context.env;
    const request = createRequestId();
    const startedMs = performance.now();
    context.set('requestId', request);
    // On the answer itself: a stream writes its own head, and an error is a new answer.
    outgoing.setHeader(requestIdHeader, request);
    outgoing.once('close', () => {
      const { by, role } = actor(context.get('principal') ?? null);
      const path = context.get('pattern');
      const ms = Math.round(performance.now() - startedMs);
      log.debug({ request, method: incoming.method, path, status: outgoing.statusCode, ms, by, role }, 'request');
    });
    await next();
  };
}
