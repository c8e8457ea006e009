import { Fault } from '../../../src-shared/fault.ts';
import { pairRequestSchema, type Paired } from '../../../src-shared/protocol/sharing.ts';
import { deviceName } from '../../access/device-name.ts';
import type { Pairing } from '../../access/pairing.ts';
import { isOnThisMachine, sessionPrincipal } from '../../access/principal.ts';
import { plainAddress } from '../../access/loopback.ts';
import type { SessionStore } from '../../access/sessions.ts';
import { arrivalOf } from '../caller.ts';
import { parseBody } from '../parse-body.ts';
import { readJsonText } from '../read-body.ts';
import { addToAudit, type Route } from '../route.ts';
import { giveCookie } from '../session-cookie.ts';

/**
 * `POST /api/v1/pair {code, name?, token?}`: uses up a code, or the link of this machine, for a session. A browser gets it
 * as a cookie, a program that says `token` in the answer.
 */
export function createPair(
  pairing: Pick<Pairing, 'redeem' | 'lockedMs'>,
  sessions: Pick<SessionStore, 'add' | 'get' | 'instance'>,
): Route {
  return {
    method: 'POST',
    path: '/api/v1/pair',
    demand: 'open',
    audited: 'pair',
    handle: async (context) => {
      const { code, name, token: wantsToken } = parseBody(pairRequestSchema, await readJsonText(context));
      const arrival = arrivalOf(context);
      const { remoteAddress } = arrival;
      const bringer = { address: remoteAddress, isLocal: isOnThisMachine(arrival) };
      // The browser's cookie is about to be replaced, and with it whatever session it had.
      const hadCookie = context.get('cookie') !== null && !wantsToken;
      const before = hadCookie ? (context.get('principal')?.sessionId ?? null) : null;
      const device = deviceName({ owner: 'session' }, arrival.headers['user-agent']);
      const made = pairing.redeem(code, bringer, ({ role, isLocal: byLink }) =>
        sessions.add({
          name: name ?? (before === null ? undefined : sessions.get(before)?.name) ?? device,
          device,
          kind: byLink ? 'local' : wantsToken ? 'program' : 'browser',
          role,
          address: remoteAddress === undefined ? null : plainAddress(remoteAddress),
          replaces: before,
        }),
      );
      const { session, token } = await made.catch((caught: unknown) => {
        if (caught instanceof Fault && caught.code === 'pairing_locked') {
          context.env.limits.refusals.count('pairingTries', remoteAddress);
          context.header('Retry-After', String(Math.max(1, Math.ceil(pairing.lockedMs(remoteAddress) / 1_000))));
        }
        throw caught;
      });
      addToAudit(context, {
        by: sessionPrincipal(session),
        detail: { sessionId: session.id, role: session.role, kind: session.kind },
      });
      if (!wantsToken) giveCookie(context, token, sessions);
      const answer: Paired = {
        ok: true,
        sessionId: session.id,
        name: session.name,
        role: session.role,
        ...(wantsToken ? { token } : {}),
      };
      return context.json(answer, 200, { 'Cache-Control': 'no-store' });
    },
  };
}
