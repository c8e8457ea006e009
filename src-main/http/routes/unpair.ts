import * as v from 'valibot';
import { Fault } from '../../../src-shared/fault.ts';
import type { SessionStore } from '../../access/sessions.ts';
import { tokensIn } from '../../access/cookie.ts';
import { arrivalOf, principalOf } from '../caller.ts';
import { parseBody } from '../parse-body.ts';
import { readJsonText } from '../read-body.ts';
import type { Route } from '../route.ts';
import { takeCookie } from '../session-cookie.ts';

/**
 * `POST /api/v1/unpair {}`: the session that asks ends, and any other whose cookie its browser has besides: one of the time
 * without TLS, for example.
 */
export function createUnpair(sessions: Pick<SessionStore, 'end' | 'find' | 'instance'>): Route {
  return {
    method: 'POST',
    path: '/api/v1/unpair',
    demand: 'viewer',
    audited: 'unpair',
    handle: async (context) => {
      parseBody(v.object({}), await readJsonText(context));
      const { sessionId } = principalOf(context);
      if (sessionId === null) {
        throw new Fault('invalid_request', 'You are on the machine itself and need no pairing that could end.');
      }
      const { headers, localPort } = arrivalOf(context);
      const tokens = tokensIn(headers, { localPort, instance: sessions.instance });
      const besides = tokens.flatMap((token) => sessions.find(token)?.id ?? []);
      takeCookie(context, sessions);
      for (const id of new Set([...besides, sessionId])) await sessions.end(id);
      return context.json({ ok: true });
    },
  };
}
