import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { Fault, toFault } from '../../src-shared/fault.ts';
import { admit } from '../access/gate.ts';
import type { AccessRules } from '../access/principal.ts';
import type { Log } from '../log.ts';
import { arrivalOf } from './caller.ts';
import { answerHeaders } from './headers.ts';
import type { Environment, RequestContext, Route } from './route.ts';
import { servePage } from './static.ts';
import { statusOf } from './status.ts';

/** Joins routes, access rules and the page into one application. */
export function createApp(routes: readonly Route[], pageRoot: string, rules: AccessRules, log: Log): Hono<Environment> {
  const app = new Hono<Environment>();
  const enter = (context: RequestContext, demand: Route['demand']) => {
    context.set('principal', admit(arrivalOf(context), demand, rules));
  };

  app.use(answerHeaders());
  for (const { path, compressed } of routes) if (compressed === true) app.use(path, compress());
  for (const route of routes) {
    app.on(route.method, route.path, (context: RequestContext) => {
      enter(context, route.demand);
      return route.handle(context);
    });
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method);
    app.all(path, (context: RequestContext) => {
      enter(context, routes.find((route) => route.path === path)?.demand ?? 'viewer');
      context.header('Allow', methods.join(', '));
      throw new Fault('method_not_allowed', `This answers ${methods.join(' and ')} only.`);
    });
  }
  // Unknown names under /api are closed like known ones, so that nobody learns the routes without a session.
  app.all('/api/*', (context: RequestContext) => {
    enter(context, 'viewer');
    throw new Fault('not_found', 'There is no such route.');
  });
  app.use('*', async (context: RequestContext, next) => {
    enter(context, 'open');
    await next();
  });
  app.use('*', servePage(pageRoot));
  app.all('*', () => {
    throw new Fault('not_found', 'There is no such page.');
  });

  app.onError((caught, context) => {
    const fault = toFault(caught, 'internal', 'The request failed inside the server; its log says why.');
    // Who hung up in the middle of a body is no failure of the server's.
    const hungUp = context.env.incoming.destroyed && context.env.outgoing.destroyed;
    if (fault.code === 'internal' && !hungUp) log.error({ err: caught, path: context.req.path }, 'a request failed');
    // An unread body would keep the connection busy; a refused one is not worth reading.
    if (fault.code === 'too_large') context.header('Connection', 'close');
    return context.json({ ok: false, error: fault.toBody() }, statusOf(fault));
  });
  return app;
}
