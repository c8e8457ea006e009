import type { Route } from '../route.ts';

/** `GET /healthz`: the process answers. */
export const health: Route = {
  method: 'GET',
  path: '/healthz',
  demand: 'open',
  handle: (context) => context.text('ok'),
};
