import type { FullInfo, ShortInfo } from '../../../src-shared/protocol/info.ts';
import type { SessionStore } from '../../access/sessions.ts';
import { version } from '../../version.ts';
import type { Route } from '../route.ts';
import { lostToPlain } from '../session-cookie.ts';

/** What a session may know, apart from who it is. */
export type Details = Omit<FullInfo, keyof ShortInfo>;

/** `GET /api/v1/info`: short for anybody, whole with a session. */
export function createInfo(details: () => Details, sessions: Pick<SessionStore, 'instance'>): Route {
  return {
    method: 'GET',
    path: '/api/v1/info',
    demand: 'open',
    handle: (context) => {
      // It differs from one who asks to the next, and a browser that restores a page would take an old one.
      context.header('Cache-Control', 'private, no-store');
      const principal = context.get('principal');
      const known = { name: 'Lanpulse', version };
      if (principal === null) {
        const lost = lostToPlain(context, sessions) ? { encryptedBefore: true } : {};
        return context.json({ ...known, auth: { required: true, role: null, ...lost } } satisfies ShortInfo);
      }
      const auth = { required: false, role: principal.role, session: principal.sessionId !== null };
      return context.json({ ...known, auth, ...details() } satisfies FullInfo);
    },
  };
}
