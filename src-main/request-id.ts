import { randomBytes } from 'node:crypto';

/** Header of every answer that holds the request's id. */
export const requestIdHeader = 'X-Request-Id';

/** A new id for one request, always the server's own: one that a client sent could forge lines of the log. */
export function createRequestId(): string {
  return randomBytes(9).toString('base64url');
}

/** Ends the message of a failure inside the server: where its owner finds the reason. */
export function logSaysWhy(requestId: string | undefined): string {
  return requestId === undefined ? 'its log says why.' : `its log says why, under ${requestId}.`;
}
