import type { Alerts } from '../../../src-shared/protocol/alerts.ts';
import type { Route } from '../route.ts';

/** `GET /api/v1/alerts`: the states now, and the log of transitions. */
export function createAlerts(alerts: () => Alerts): Route {
  return { method: 'GET', path: '/api/v1/alerts', demand: 'viewer', handle: (context) => context.json(alerts()) };
}
