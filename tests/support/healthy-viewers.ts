import { openEventStream } from './event-stream.ts';
import { connectHttp2 } from './http2-client.ts';
import type { Inbox } from './inbox.ts';
import { startPinging } from './pinging-channel.ts';
import { startPolling } from './polling-reader.ts';
import { seqOf, type ReceivedEvent } from './received-event.ts';

/** Viewers of one server, on each transport, that were there before whatever a test does to it. */
export interface HealthyViewers {
  /** Waits until each has got some more; resolves with what they lack: samples, and replies. */
  lacking(): Promise<Lacking>;
  close(): void;
}

/** What the viewers have not got of what they should have. */
interface Lacking {
  /** Numbers of the events that did not come, by the transport on which they should have. */
  readonly events: Readonly<Record<string, readonly number[]>>;
  readonly replies: number;
}

/** What they lack when all is well. */
export const nothing: Lacking = { events: { sse: [], poll: [] }, replies: 0 };
export const nothingSecure: Lacking = { events: { sse: [], poll: [], http2: [] }, replies: 0 };

const isSample = ({ event }: ReceivedEvent) => event === 'sample';
/** Alerts are numbered too. */
const isNumbered = ({ id }: ReceivedEvent) => id !== null;

/**
 * Opens an event stream, a poll that goes on, and a control channel that is asked something all the time; on an encrypted
 * address a stream over HTTP/2 too. `memory` alone is watched: it comes with every tick.
 */
export async function watchHealthy(
  url: string,
  { headers = {}, ca }: { headers?: Readonly<Record<string, string>>; ca?: string } = {},
): Promise<HealthyViewers> {
  const isSecure = url.startsWith('https:');
  const events = `${url}/api/v1/events?metrics=memory`;
  const sse = await openEventStream(events, { headers, ...(ca === undefined ? {} : { ca }) });
  const client = isSecure ? await connectHttp2(url, ca) : null;
  const http2 = client === null ? null : await client.events('/api/v1/events?metrics=memory', headers);
  const polls = startPolling(url, headers, ca);
  const channel = await startPinging(url, headers, ca);
  const readers: readonly (readonly [string, Inbox])[] = [
    ['sse', sse],
    ['poll', polls],
    ...(http2 === null ? [] : [['http2', http2] as const]),
  ];
  for (const [, reader] of readers) await reader.takeUntil(isSample);

  return {
    async lacking() {
      const before = Math.max(...sse.received.filter(isSample).map(seqOf));
      for (const [, reader] of readers) await reader.takeUntil((one) => isSample(one) && seqOf(one) >= before + 3);
      const replies = await channel.unanswered();
      const lacks = readers.map(([name, { received }]) => [name, missingIn(received.filter(isNumbered).map(seqOf))]);
      return { events: Object.fromEntries(lacks), replies };
    },
    close() {
      sse.close();
      client?.close();
      polls.stop();
      channel.close();
    },
  };
}

/** What lies between the first and the last and is not there. */
function missingIn(seqs: readonly number[]): readonly number[] {
  const [first = 0] = seqs;
  const last = seqs.at(-1) ?? 0;
  const got = new Set(seqs);
  return Array.from({ length: last - first + 1 }, (_, n) => first + n).filter((seq) => !got.has(seq));
}
