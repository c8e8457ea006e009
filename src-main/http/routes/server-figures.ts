import type { ServerFigures } from '../../../src-shared/protocol/info.ts';
import type { Route } from '../route.ts';

/** `GET /api/v1/server`: the server's own figures, for operators. */
export function createServerFigures(figures: () => ServerFigures): Route {
  return { method: 'GET', path: '/api/v1/server', demand: 'operator', handle: (context) => context.json(figures()) };
}
