import type { Filter } from '../../src-shared/protocol/filter.ts';
import { createAddresses } from './address.ts';
import { watchHeldBack } from './held-back.ts';
import { createLink, type Link, type LinkListener } from './link.ts';
import { browserClock } from './page-clock.ts';
import { createPoll } from './poll.ts';
import { pollOnce } from './poll-once.ts';
import { browserPost } from './post-command.ts';
import { sessionFetch } from './session-fetch.ts';
import { createSse } from './sse.ts';
import type { LeadMark } from './tabs/lead-mark.ts';
import { watchSleep } from './tabs/sleep.ts';
import { browserTabChannel } from './tabs/tab-channel.ts';
import { newViewerId } from './viewer-id.ts';
import { browserSocket } from './web-socket.ts';

/** The link of this page to the server that it came from: a new viewer, or one with the other tabs of this browser. */
export function createBrowserLink(filter: Filter, listener: LinkListener, mark: LeadMark | null): Link {
  const viewer = { id: newViewerId() };
  const addresses = createAddresses(document.baseURI, () => viewer.id);
  const link = createLink({
    clock: browserClock,
    random: Math.random,
    self: newViewerId(),
    viewer,
    newViewer: newViewerId,
    openChannel: browserTabChannel(document.baseURI),
    mark,
    isVisible: () => !document.hidden,
    openSocket: browserSocket(addresses.control),
    post: browserPost(sessionFetch, addresses.commands),
    sse: (cursor, wanted) =>
      watchHeldBack({
        clock: browserClock,
        open: createSse(() => addresses.events(cursor.id, wanted())),
        probe: (signal) => pollOnce(sessionFetch, addresses.poll(cursor.id, 0, wanted()), signal),
        intervalMs: () => wanted().intervalMs,
      }),
    poll: (cursor, wanted) =>
      createPoll({
        clock: browserClock,
        fetch: sessionFetch,
        cursor,
        url: (after) => addresses.poll(after, null, wanted()),
        onRefused: ({ code }) => {
          // The viewer belongs to a session that this browser does not have any more.
          if (code === 'forbidden') viewer.id = newViewerId();
        },
      }),
    hello: (wanted, signal, onRefused) => pollOnce(sessionFetch, addresses.poll(null, 0, wanted), signal, onRefused),
    pollNow: (after, wanted, signal) => pollOnce(sessionFetch, addresses.poll(after, 0, wanted), signal),
    pollTable: (of, after, wanted, signal) => pollOnce(sessionFetch, addresses.poll(after, 0, wanted, of), signal),
    filter,
    listener,
  });
  return watchSleep(link);
}
