import type { Rules } from '../../../src-shared/protocol/rule.ts';
import type { Route } from '../route.ts';

/** `GET /api/v1/rules`: every rule in force, defaults included. */
export function createRules(rules: () => Rules): Route {
  return { method: 'GET', path: '/api/v1/rules', demand: 'viewer', handle: (context) => context.json(rules()) };
}
