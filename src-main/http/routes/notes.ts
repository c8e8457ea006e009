import { Fault } from '../../../src-shared/fault.ts';
import type { Notes } from '../../../src-shared/protocol/note.ts';
import type { Route } from '../route.ts';

/**
 * `GET /api/v1/notes?from=&to=`: the notes pinned to moments of that range, ends included. Without `from` it begins with
 * the oldest, without `to` it ends with the newest.
 */
export function createNotes(range: (from: number, to: number) => Notes): Route {
  return {
    method: 'GET',
    path: '/api/v1/notes',
    demand: 'viewer',
    handle: (context) => {
      const query = new URL(context.req.url).searchParams;
      const from = readMoment(query, 'from') ?? 0;
      const to = readMoment(query, 'to') ?? Number.MAX_SAFE_INTEGER;
      if (from > to) throw new Fault('invalid_query', '"to" must not lie before "from".');
      return context.json(range(from, to), 200, { 'Cache-Control': 'no-store' });
    },
  };
}

/** @throws Fault `invalid_query` */
function readMoment(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  const ms = /^\d{1,16}$/u.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(ms)) throw new Fault('invalid_query', `"${name}" is a whole number of ms since the epoch.`);
  return ms;
}
