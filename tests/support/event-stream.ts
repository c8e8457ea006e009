import { get, type IncomingMessage } from 'node:http';
import { parseEvents, type ReceivedEvent } from './received-event.ts';

/** A reader of an event stream over a socket of its own, byte by byte as it came: no EventSource in between. */
export interface EventStream {
  readonly response: IncomingMessage;
  /** All events so far. */
  readonly received: readonly ReceivedEvent[];
  /** The next `count` events that were not taken yet. */
  take(count: number): Promise<ReceivedEvent[]>;
  /** The events not taken yet up to the first that `isLast` accepts, with it. */
  takeUntil(isLast: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent[]>;
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
}

/** Opens a stream and waits for its head. */
export async function openEventStream(url: string, options: EventStreamOptions = {}): Promise<EventStream> {
  const request = get(url, { agent: false, headers: { accept: 'text/event-stream', ...options.headers } });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
  });
  const received: ReceivedEvent[] = [];
  const waiting = new Set<() => void>();
  let taken = 0;
  let rest = '';
  let over = false;
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const parsed = parseEvents(rest + text);
    received.push(...parsed.events);
    rest = parsed.rest;
    wake();
  });
  // A cut stream is an error to node and an end to the tests.
  response.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    response.once('close', () => {
      over = true;
      wake();
      resolve();
    });
  });

  function takeUntil(isEnough: (index: number) => boolean): Promise<ReceivedEvent[]> {
    return new Promise((resolve, reject) => {
      let examined = taken;
      function look(): void {
        while (examined < received.length) {
          examined += 1;
          if (!isEnough(examined - 1)) continue;
          waiting.delete(look);
          const events = received.slice(taken, examined);
          taken = examined;
          resolve(events);
          return;
        }
        if (!over) return;
        waiting.delete(look);
        reject(new Error(`The stream ended after ${String(received.length)} events, ${String(taken)} of them taken.`));
      }
      waiting.add(look);
      look();
    });
  }

  return {
    response,
    received,
    take: (count) => {
      const last = taken + count - 1;
      return count === 0 ? Promise.resolve([]) : takeUntil((index) => index === last);
    },
    takeUntil: (isLast) =>
      takeUntil((index) => {
        const event = received[index];
        return event !== undefined && isLast(event);
      }),
    stall: () => {
      response.pause();
    },
    resume: () => {
      response.resume();
    },
    ended,
    close: () => {
      request.destroy();
    },
  };
}
