import type { Hub } from '../../stream/hub.ts';
import { poll } from '../../stream/poll.ts';
import { arrivalOf, watcherOf } from '../caller.ts';
import { closingFor } from '../closing-for.ts';
import { goneOf } from '../gone.ts';
import { onlyGet } from '../only-get.ts';
import type { Route } from '../route.ts';
import { readPollTimeout, readStreamQuery } from '../stream-query.ts';
import { writeJson } from '../written.ts';

/** `GET /api/v1/poll`: the same events for networks that do not let a stream through. */
export function createPoll(hub: Hub): Route {
  return {
    method: 'GET',
    path: '/api/v1/poll',
    demand: 'viewer',
    handle: async (context) => {
      onlyGet(context);
      const query = new URL(context.req.url).searchParams;
      const { owner, role, device } = watcherOf(context);
      const { viewer: id, filter } = readStreamQuery(query);
      const { bounds, refusals, streams } = context.env.limits;
      const { remoteAddress, isByProxy } = arrivalOf(context);
      const timeoutMs = readPollTimeout(query, bounds('pollHold').most, () => {
        refusals.count('pollHold', remoteAddress);
      });
      context.env.outgoing.once('close', streams.enter({ owner, remoteAddress, isByProxy }));
      const viewer = hub.viewers.open({ id, owner, role, device, filter });
      const { body } = await poll(hub, viewer, {
        after: query.get('after') ?? undefined,
        timeoutMs,
        signal: goneOf(context),
        closing: closingFor(context, isByProxy),
      });
      return writeJson(context, body);
    },
  };
}
