import type { RequestContext } from './route.ts';

/** For the router: the answer is written already. One for all, for to make one takes longer than most answers. */
export const written = new Response(null, { headers: { 'x-hono-already-sent': 'true' } });

/**
 * Answers with a text that is read once, past the router's own answers: of a poll, which comes every second, those would be
 * half of what it costs. Headers already set on the response stay.
 */
export function writeJson({ env: { outgoing } }: RequestContext, body: string): Response {
  outgoing.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  outgoing.end(body);
  return written;
}
