import type { Filter } from '../../src-shared/protocol/filter.ts';
import { createAddresses } from './address.ts';
import { createLink, type Link, type LinkListener } from './link.ts';
import { browserClock } from './page-clock.ts';
import { createPoll } from './poll.ts';
import { pollOnce } from './poll-once.ts';
import { browserPost } from './post-command.ts';
import { createSse } from './sse.ts';
import { newViewerId } from './viewer-id.ts';
import { browserSocket } from './web-socket.ts';

/** The link of this page, as a new viewer of the server that the page came from. */
export function createBrowserLink(filter: Filter, listener: LinkListener): Link {
  const viewer = newViewerId();
  const addresses = createAddresses(document.baseURI, viewer);
  const fetchUrl = (url: string, init: RequestInit) => fetch(url, init);
  return createLink({
    clock: browserClock,
    random: Math.random,
    viewer,
    openSocket: browserSocket(addresses.control),
    post: browserPost(fetchUrl, addresses.commands),
    sse: (cursor, wanted) => createSse(() => addresses.events(cursor.id, wanted())),
    poll: (cursor, wanted) =>
      createPoll({
        clock: browserClock,
        fetch: fetchUrl,
        cursor,
        url: (after, timeoutMs) => addresses.poll(after, timeoutMs, wanted()),
      }),
    pollNow: (after, wanted, signal) => pollOnce(fetchUrl, addresses.poll(after, 0, wanted), signal),
    filter,
    listener,
  });
}
