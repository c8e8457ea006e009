import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Fault } from '../../src-shared/fault.ts';

const known: readonly ContentfulStatusCode[] = [400, 401, 403, 404, 405, 408, 413, 415, 429, 503];

/** The HTTP status of a fault, 500 for those that have none of their own. */
export function statusOf(fault: Fault): ContentfulStatusCode {
  return known.find((status) => status === fault.status) ?? 500;
}
