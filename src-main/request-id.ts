import { randomBytes } from 'node:crypto';

/** Header of every answer that holds the request's id. */
export const requestIdHeader = 'X-Request-Id';

/** What all ids of one run begin with. Counting on from there is a hundred times quicker than to be random each time. */
const run = randomBytes(4).toString('base64url');
let requests = 0;

/**
 * A new id for one request, always the server's own: one that a client sent could forge lines of the log. It is no secret,
 * and no other of any run is the same.
 */
export function createRequestId(): string {
  requests += 1;
  return run + requests.toString(36).padStart(6, '0');
}

/** Ends the message of a failure inside the server: where its owner finds the reason. */
export function logSaysWhy(requestId: string | undefined): string {
  return requestId === undefined ? 'its log says why.' : `its log says why, under ${requestId}.`;
}
