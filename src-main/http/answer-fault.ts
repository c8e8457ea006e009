import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { Fault } from '../../src-shared/fault.ts';

/** Refuses a request before it reaches the routes. */
export function answerFault(
  response: ServerResponse | Http2ServerResponse,
  fault: Fault,
  headers: Readonly<Record<string, string>> = {},
): void {
  const all = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers };
  response.statusCode = fault.status;
  for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
  response.end(JSON.stringify({ ok: false, error: fault.toBody() }));
}
