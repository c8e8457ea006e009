import { openEventStream } from './event-stream.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { parsePolled } from './received-event.ts';

/** A viewer of the real server, whatever the transport. */
export interface Feed extends Inbox {
  /** Resolves when the server has ended it or cannot be reached any more. */
  readonly ended: Promise<void>;
  close(): void;
}

/** What a feed asks for. */
export interface FeedOptions {
  /** Query of the request, such as `{metrics: 'cpu'}`. */
  readonly query?: Readonly<Record<string, string>>;
  /** Id to go on after. */
  readonly after?: string;
}

/** Opens a feed on a server. */
export type OpenFeed = (server: string, options?: FeedOptions) => Promise<Feed>;

/** Over server-sent events. */
export const openSseFeed: OpenFeed = async (server, { query = {}, after } = {}) => {
  const url = `${server}/api/v1/events?${new URLSearchParams(query).toString()}`;
  return openEventStream(url, { headers: after === undefined ? {} : { 'Last-Event-ID': after } });
};

/** Over long polls: one after the other, each after the `last` of the one before. */
export const openPollFeed: OpenFeed = (server, { query = {}, after } = {}) => {
  const inbox = createInbox();
  const gone = new AbortController();

  async function ask(last: string | undefined): Promise<string> {
    const asked = new URLSearchParams({ ...query, ...(last === undefined ? {} : { after: last }) });
    const response = await fetch(`${server}/api/v1/poll?${asked.toString()}`, { signal: gone.signal });
    const body = await response.text();
    if (!response.ok) throw new Error(body);
    const answer = parsePolled(body);
    inbox.put(answer.events);
    return answer.last;
  }

  async function askOn(): Promise<void> {
    let last = after;
    try {
      for (;;) last = await ask(last);
    } catch {
      // The server has gone, or the test has closed the feed: both are ends.
      inbox.end();
    }
  }

  return Promise.resolve({
    ...inbox,
    ended: askOn(),
    close: () => {
      gone.abort();
    },
  });
};
