/**
 * Runs inside a network namespace with small socket buffers: starts the server, lets one reader stall until it is
 * dropped while another reads on, lets it resume, and prints what happened as one line of JSON.
 */
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { openEventStream } from './event-stream.ts';
import { seqOf, type ReceivedEvent } from './received-event.ts';
import { startServer } from './server.ts';

const figuresSchema = v.object({ drops: v.number(), replays: v.number(), eventsSent: v.number() });

const server = await startServer({ args: ['--interval', '100'] });
const events = `${server.url}/api/v1/events?metrics=network`;

function isSample(event: ReceivedEvent): boolean {
  return event.event === 'sample';
}

async function readFigures(): Promise<v.InferOutput<typeof figuresSchema>> {
  const response = await fetch(`${server.url}/api/v1/server`);
  return v.parse(figuresSchema, await response.json());
}

const healthy = await openEventStream(events);
const stalled = await openEventStream(events);
const arrivals: number[] = [];
healthy.response.on('data', () => arrivals.push(performance.now()));
await Promise.all([healthy.takeUntil(isSample), stalled.takeUntil(isSample)]);
stalled.stall();
// A server that never drops it must fail the test, not hang it.
const deadlineMs = performance.now() + 60_000;
while ((await readFigures()).drops === 0 && performance.now() < deadlineMs) await setTimeout(20);
const newestAtDrop = healthy.received.filter(isSample).at(-1);

for (let n = 0; n < 5; n += 1)
  await healthy.takeUntil((event) => isSample(event) && seqOf(event) > seqOf(newestAtDrop ?? event) + n);
stalled.resume();
await stalled.ended;
const before = stalled.received.filter(isSample);
const resumed = await openEventStream(events, { headers: { 'Last-Event-ID': before.at(-1)?.id ?? '' } });
const newest = healthy.received.filter(isSample).at(-1);
await resumed.takeUntil(({ id }) => id === newest?.id);
const figures = await readFigures();
healthy.close();
resumed.close();

const upTo = seqOf(newest ?? { id: null, event: 'nothing', data: '' });
const seqsOf = (received: readonly ReceivedEvent[]) => received.filter(isSample).map(seqOf);
const result = {
  healthy: seqsOf(healthy.received).filter((seq) => seq <= upTo),
  stalled: seqsOf(before),
  resumed: seqsOf(resumed.received).filter((seq) => seq <= upTo),
  /** What the server held for the stalled reader, or the kernel did, when it cut it. */
  backlogBytes: healthy.received
    .filter(
      (event) =>
        isSample(event) && seqOf(event) > (seqsOf(before).at(-1) ?? 0) && seqOf(event) <= seqOf(newestAtDrop ?? event),
    )
    .reduce((bytes, event) => bytes + event.data.length, 0),
  longestPauseMs: Math.max(...arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at))),
  exitCode: await server.stop(),
  ...figures,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
