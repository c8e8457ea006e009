import { once } from 'node:events';
import { connect, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { createInbox, type Inbox } from './inbox.ts';
import { parseEvents } from './received-event.ts';

/** An answer over HTTP/2. */
export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A stream of events over HTTP/2. */
export interface Http2Events extends Inbox {
  readonly status: number;
  /** Stops taking bytes: flow control then holds the server back. */
  stall(): void;
  /** Reads on. */
  resume(): void;
  readonly ended: Promise<void>;
  close(): void;
}

/** One connection of a browser that speaks HTTP/2. */
export interface Http2Client {
  readonly session: ClientHttp2Session;
  ask(path: string, options?: { headers?: Record<string, string>; body?: string }): Promise<Http2Answer>;
  events(path: string, headers?: Readonly<Record<string, string>>): Promise<Http2Events>;
  close(): void;
}

/**
 * Connects.
 * @param ca certificate that is trusted
 */
export async function connectHttp2(url: string, ca?: string): Promise<Http2Client> {
  const session = connect(url, ca === undefined ? {} : { ca });
  await once(session, 'connect');

  async function headOf(stream: ClientHttp2Stream): Promise<IncomingHttpHeaders> {
    return new Promise((resolve, reject) => {
      stream.once('response', resolve);
      stream.once('error', reject);
    });
  }

  return {
    session,
    async ask(path, { headers = {}, body } = {}) {
      const method = body === undefined ? 'GET' : 'POST';
      const stream = session.request({ ':path': path, ':method': method, ...headers });
      stream.end(body);
      const head = await headOf(stream);
      let text = '';
      for await (const part of stream.setEncoding('utf8')) text += String(part);
      return { status: head[':status'] === undefined ? 0 : Number(head[':status']), headers: head, text };
    },
    async events(path, headers = {}) {
      const stream = session.request({ ':path': path, accept: 'text/event-stream', ...headers });
      const head = await headOf(stream);
      const inbox = createInbox();
      let rest = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        const parsed = parseEvents(rest + text);
        rest = parsed.rest;
        inbox.put(parsed.events);
      });
      // A stream that the server cut is an error to node and an end to the tests.
      stream.on('error', () => undefined);
      const ended = once(stream, 'close').then(() => {
        inbox.end();
      });
      return {
        ...inbox,
        status: Number(head[':status']),
        stall: () => {
          stream.pause();
        },
        resume: () => {
          stream.resume();
        },
        ended,
        close: () => {
          stream.destroy();
        },
      };
    },
    close: () => {
      session.destroy();
    },
  };
}
