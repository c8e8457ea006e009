import type { Sessions } from '../../../src-shared/protocol/sharing.ts';
import { sessionInfo } from '../../access/session-info.ts';
import type { SessionStore } from '../../access/sessions.ts';
import { principalOf } from '../caller.ts';
import type { Route } from '../route.ts';

/** `GET /api/v1/sessions`: all paired devices, the newest first, for operators. */
export function createSessions(sessions: Pick<SessionStore, 'all'>, isWatching: (owner: string) => boolean): Route {
  return {
    method: 'GET',
    path: '/api/v1/sessions',
    demand: 'operator',
    handle: (context) => {
      const asker = principalOf(context);
      const answer: Sessions = { sessions: sessions.all().map((one) => sessionInfo(one, asker, isWatching)) };
      return context.json(answer, 200, { 'Cache-Control': 'no-store' });
    },
  };
}
