import type { Hub } from '../../stream/hub.ts';
import { openSse } from '../../stream/sse.ts';
import { arrivalOf, watcherOf } from '../caller.ts';
import { closingFor } from '../closing-for.ts';
import { onlyGet } from '../only-get.ts';
import type { Route } from '../route.ts';
import { readStreamQuery } from '../stream-query.ts';
import { written } from '../written.ts';

/** `GET /api/v1/events`: the live stream as server-sent events. */
export function createEvents(hub: Hub): Route {
  return {
    method: 'GET',
    path: '/api/v1/events',
    demand: 'viewer',
    handle: (context) => {
      const { incoming, outgoing } = context.env;
      onlyGet(context);
      const query = new URL(context.req.url).searchParams;
      const { owner, role, device } = watcherOf(context);
      const { viewer: id, filter } = readStreamQuery(query);
      const { remoteAddress, isByProxy } = arrivalOf(context);
      outgoing.once('close', context.env.limits.streams.enter({ owner, remoteAddress, isByProxy }));
      const viewer = hub.viewers.open({ id, owner, role, device, filter });
      openSse(hub, viewer, incoming, outgoing, {
        lastEventId: query.get('lastEventId') ?? undefined,
        closing: closingFor(context, isByProxy),
      });
      return written;
    },
  };
}
