import { serveStatic } from '@hono/node-server/serve-static';
import type { MiddlewareHandler } from 'hono';
import { cacheOf } from './page-file.ts';
import type { Environment } from './route.ts';

/** Serves what is left of the built page: where it is encrypted all of it, elsewhere parts of its files, or their headers alone. */
export function serveRestOfPage(root: string): MiddlewareHandler<Environment> {
  const serve = serveStatic<Environment>({ root, precompressed: true });
  return async (context, next) => {
    const answer = await serve(context, next);
    // Only now: what serveStatic finds it answers with headers of its own.
    if (answer instanceof Response) answer.headers.set('Cache-Control', cacheOf(context.req.path));
    return answer;
  };
}
