import type { MiddlewareHandler } from 'hono';
import type { Environment } from './route.ts';

/** What a page of ours may load, and who may put it into a frame: its own files, and nobody. */
const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/**
 * Headers of every answer. No CORS header is ever sent. Cross-origin isolation and HSTS stay off: on plain HTTP browsers
 * ignore them and complain in the console. They are those of the router's own middleware, written out: the page's files do not go by
 * the router, and its window waits for the first of them.
 */
export const answerHeaders: readonly (readonly [name: string, value: string])[] = [
  [
    'Content-Security-Policy',
    Object.entries(policy)
      .map(([what, from]) => `${what} ${from}`)
      .join('; '),
  ],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), microphone=(), geolocation=()'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-DNS-Prefetch-Control', 'off'],
  ['X-Download-Options', 'noopen'],
  ['X-Frame-Options', 'DENY'],
  ['X-Permitted-Cross-Domain-Policies', 'none'],
  ['X-XSS-Protection', '0'],
];

/** Sets {@link answerHeaders} on whatever the router answers. */
export function withAnswerHeaders(): MiddlewareHandler<Environment> {
  return async ({ env }, next) => {
    // On the response itself: streams and polls answer without the router.
    for (const [name, value] of answerHeaders) env.outgoing.setHeader(name, value);
    await next();
  };
}
