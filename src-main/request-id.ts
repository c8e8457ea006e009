import { randomBytes } from 'node:crypto';

/** Header of every answer that holds the request's id. */
export const requestIdHeader = 'X-Request-Id';

const idBytes = 9;
/** Random bytes for ids to come: to ask for a few takes as long as to ask for many. */
let stock = Buffer.alloc(0);
let used = 0;

/** A new id for one request, always the server's own: one that a client sent could forge lines of the log. */
export function createRequestId(): string {
  if (used === stock.length) {
    stock = randomBytes(256 * idBytes);
    used = 0;
  }
  used += idBytes;
  return stock.toString('base64url', used - idBytes, used);
}

/** Ends the message of a failure inside the server: where its owner finds the reason. */
export function logSaysWhy(requestId: string | undefined): string {
  return requestId === undefined ? 'its log says why.' : `its log says why, under ${requestId}.`;
}
