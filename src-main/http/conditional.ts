import { createHash } from 'node:crypto';
import type { RequestContext } from './route.ts';

/** How long an answer about the past may be taken from the caller's own cache. */
const keep = `private, max-age=${String(3_600)}`;

/**
 * Answers with JSON that a cache can keep. What is `closed` lies wholly in the past and is not asked for again for an
 * hour; the rest is asked anew each time, and costs no transfer where it is the same.
 */
export function answerJson(context: RequestContext, value: unknown, closed: boolean): Response {
  const json = JSON.stringify(value);
  // Weak: the same JSON may travel compressed or not.
  const tag = `W/"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`;
  const headers = { ETag: tag, 'Cache-Control': closed ? keep : 'private, no-cache' };
  const known = context.req.header('if-none-match');
  if (known !== undefined && holdsTag(known, tag)) return context.body(null, 304, headers);
  const bytes = Buffer.from(json);
  return context.body(bytes, 200, {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': String(bytes.length),
  });
}

/** Weak comparison, as RFC 9110 asks for in `If-None-Match`. */
function holdsTag(list: string, tag: string): boolean {
  const bare = (text: string) => text.trim().replace(/^W\//u, '');
  return list.trim() === '*' || list.split(',').some((one) => bare(one) === bare(tag));
}
