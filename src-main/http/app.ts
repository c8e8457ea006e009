import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { Fault, toFault } from '../../src-shared/fault.ts';
import { admit } from '../access/gate.ts';
import { identify, type AccessRules } from '../access/principal.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { logSaysWhy } from '../request-id.ts';
import { arrivalOf } from './caller.ts';
import { auditRefusal, auditSuccess } from './audit-request.ts';
import { withAnswerHeaders } from './headers.ts';
import { nameRequests } from './name-requests.ts';
import { serveRestOfPage } from './rest-of-page.ts';
import type { Environment, RequestContext, Route } from './route.ts';
import { createCookieRenewal } from './session-cookie.ts';
import { statusOf } from './status.ts';

/** What an application is made of. */
export interface AppParts {
  readonly routes: readonly Route[];
  /** Folder of the built page. */
  readonly pageRoot: string;
  readonly rules: AccessRules;
  readonly clock: Clock;
  readonly log: Log;
}

/** Joins routes, access rules and the page into one application. */
export function createApp({ routes, pageRoot, rules, clock, log }: AppParts): Hono<Environment> {
  const app = new Hono<Environment>();
  const renewCookie = createCookieRenewal(clock, rules.sessions);
  const enter = (context: RequestContext, { path, demand }: Pick<Route, 'path' | 'demand'>) => {
    context.set('pattern', path);
    const identity = admit(arrivalOf(context), demand, rules);
    context.set('principal', identity?.principal ?? null);
    context.set('cookie', identity?.cookie ?? null);
    context.set('admitAgain', () => {
      admit(arrivalOf(context), demand, rules);
    });
    if (demand === 'open') return;
    // What only some may see must not come out of a cache that others share; a route may say more precisely.
    context.env.outgoing.setHeader('Cache-Control', 'private, no-store');
    renewCookie(context, identity);
  };

  app.use(nameRequests(log));
  app.use(withAnswerHeaders());
  for (const { path, compressed } of routes) if (compressed === true) app.use(path, compress());
  for (const route of routes) {
    app.on(route.method, route.path, async (context: RequestContext) => {
      if (route.audited !== undefined) context.set('audit', { what: route.audited });
      enter(context, route);
      const response = await route.handle(context);
      auditSuccess(context, log);
      return response;
    });
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method);
    const demand = routes.find((route) => route.path === path)?.demand ?? 'viewer';
    app.all(path, (context: RequestContext) => {
      enter(context, { path, demand });
      context.header('Allow', methods.join(', '));
      throw new Fault('method_not_allowed', `This answers ${methods.join(' and ')} only.`);
    });
  }
  // Unknown names under /api are closed like known ones, so that nobody learns the routes without a session.
  app.all('/api/*', (context: RequestContext) => {
    enter(context, { path: '/api/*', demand: 'viewer' });
    throw new Fault('not_found', 'There is no such route.');
  });
  app.use('*', async (context: RequestContext, next) => {
    enter(context, { path: '/*', demand: 'open' });
    await next();
  });
  app.use('*', serveRestOfPage(pageRoot));
  app.all('*', () => {
    throw new Fault('not_found', 'There is no such page.');
  });

  app.onError((caught, context: RequestContext) => {
    const request = context.get('requestId');
    const fault = toFault(caught, 'internal', `The request failed inside the server; ${logSaysWhy(request)}`);
    // Also where the gate let nobody in: the log says who tried.
    context.set('principal', context.get('principal') ?? identify(arrivalOf(context), rules)?.principal ?? null);
    auditRefusal(context, fault, log);
    // Who hung up in the middle of a body is no failure of the server's.
    const hungUp = context.env.incoming.destroyed && context.env.outgoing.destroyed;
    if (fault.code === 'internal' && !hungUp) log.error({ request, err: caught }, 'a request failed');
    if (fault.code === 'unauthorized') context.header('WWW-Authenticate', 'Bearer realm="Lanpulse"');
    // An unread body would keep the connection busy; a refused one is not worth reading. HTTP/2 ends the stream alone.
    const isAlone = context.env.incoming.httpVersionMajor === 1;
    if (fault.code === 'too_large' && isAlone) context.header('Connection', 'close');
    return context.json({ ok: false, error: fault.toBody() }, statusOf(fault));
  });
  return app;
}
