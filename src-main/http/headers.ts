import { Hono, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Environment } from './route.ts';

/**
 * Headers of every answer. No CORS header is ever sent. Cross-origin isolation and HSTS stay off: on plain HTTP browsers
 * ignore them and complain in the console.
 */
export function answerHeaders(): MiddlewareHandler<Environment> {
  known ??= learnHeaders();
  const headers = known;
  return async ({ env }, next) => {
    // On the response itself: streams and polls answer without the router.
    for (const [name, value] of await headers) env.outgoing.setHeader(name, value);
    await next();
  };
}

/** They are the same for every request, and every server of this process. */
let known: Promise<readonly (readonly [string, string])[]> | null = null;

async function learnHeaders(): Promise<readonly (readonly [string, string])[]> {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      crossOriginOpenerPolicy: false,
      crossOriginEmbedderPolicy: false,
      crossOriginResourcePolicy: 'same-origin',
      originAgentCluster: false,
      strictTransportSecurity: false,
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
    }),
  );
  app.all('*', (context) => context.body(null));
  const { headers } = await app.request('/');
  return [...headers];
}
