import { serveStatic } from '@hono/node-server/serve-static';
import type { MiddlewareHandler } from 'hono';
import type { Environment } from './route.ts';

const aYear = 'public, max-age=31536000, immutable';

/** Serves the built page. Files under `assets/` carry a hash in their name and never change; the rest is asked anew. */
export function servePage(root: string): MiddlewareHandler<Environment> {
  const serve = serveStatic<Environment>({ root, precompressed: true });
  return async (context, next) => {
    const answer = await serve(context, next);
    // Only now: what serveStatic finds it answers with headers of its own.
    if (answer instanceof Response) {
      answer.headers.set('Cache-Control', context.req.path.startsWith('/assets/') ? aYear : 'no-cache');
    }
    return answer;
  };
}
