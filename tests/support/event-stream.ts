import { get, type Agent, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { createInbox, type Inbox } from './inbox.ts';
import { parseEvents } from './received-event.ts';

/** A reader of an event stream over a socket of its own, byte by byte as it came: no EventSource in between. */
export interface EventStream extends Inbox {
  readonly response: IncomingMessage;
  /** Stops reading from the socket, so that the server's writes pile up. */
  stall(): void;
  /** Reads on. */
  resume(): void;
  /** Resolves when the stream has ended, however that came. */
  readonly ended: Promise<void>;
  close(): void;
}

/** How to ask for a stream. */
export interface EventStreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the connection begins. Default: here, with a socket of its own. */
  readonly agent?: Agent;
  /** Certificate that is trusted, for an address that begins with `https`. */
  readonly ca?: string;
}

/** Opens a stream and waits for its head. */
export async function openEventStream(url: string, options: EventStreamOptions = {}): Promise<EventStream> {
  const { agent = false, ca } = options;
  const headers = { accept: 'text/event-stream', ...options.headers };
  const request = url.startsWith('https:') ? getSecure(url, { agent, headers, ca }) : get(url, { agent, headers });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
  });
  const inbox = createInbox();
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const parsed = parseEvents(rest + text);
    rest = parsed.rest;
    inbox.put(parsed.events);
  });
  // A cut stream is an error to node and an end to the tests.
  response.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    response.once('close', () => {
      inbox.end();
      resolve();
    });
  });
  return {
    ...inbox,
    response,
    ended,
    stall: () => {
      response.pause();
    },
    resume: () => {
      response.resume();
    },
    close: () => {
      request.destroy();
    },
  };
}
