import type { FullInfo, ShortInfo } from '../../../src-shared/protocol/info.ts';
import { version } from '../../version.ts';
import type { Route } from '../route.ts';

/** What a session may know, apart from who it is. */
export type Details = Omit<FullInfo, keyof ShortInfo>;

/** `GET /api/v1/info`: short for anybody, whole with a session. */
export function createInfo(details: () => Details): Route {
  return {
    method: 'GET',
    path: '/api/v1/info',
    demand: 'open',
    handle: (context) => {
      const principal = context.get('principal');
      const short: ShortInfo = {
        name: 'Lanpulse',
        version,
        auth: { required: principal === null, role: principal?.role ?? null },
      };
      return context.json(principal === null ? short : { ...short, ...details() });
    },
  };
}
