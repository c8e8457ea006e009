import { sharingChangeSchema, type Sharing, type SharingChange } from '../../../src-shared/protocol/sharing.ts';
import type { SessionStore } from '../../access/sessions.ts';
import { grantLocal } from '../local-grant.ts';
import { parseBody } from '../parse-body.ts';
import { readJsonText } from '../read-body.ts';
import { addToAudit, type Route } from '../route.ts';

/** The switch as the routes use it. */
export interface SharingDesk {
  status(): Sharing;
  /** @throws Fault `invalid_request` or `not_saved` */
  change(change: SharingChange): Promise<void>;
}

/** `GET /api/v1/sharing`: how sharing stands, for operators. */
export function createSharingStatus(desk: SharingDesk): Route {
  return {
    method: 'GET',
    path: '/api/v1/sharing',
    demand: 'operator',
    handle: (context) => context.json(desk.status(), 200, { 'Cache-Control': 'no-store' }),
  };
}

/** `POST /api/v1/sharing`: turns it on or off, with or without encryption; answers how it then stands. */
export function createSharingChange(desk: SharingDesk, sessions: Pick<SessionStore, 'add' | 'instance'>): Route {
  return {
    method: 'POST',
    path: '/api/v1/sharing',
    demand: 'operator',
    audited: 'sharing',
    handle: async (context) => {
      const change = parseBody(sharingChangeSchema, await readJsonText(context));
      addToAudit(context, { detail: { on: change.on ?? null, tls: change.tls ?? null } });
      // Before, not after: whoever could not be given a session must not be locked out.
      if (change.on === true && !desk.status().on) await grantLocal(context, sessions);
      await desk.change(change);
      return context.json(desk.status());
    },
  };
}
