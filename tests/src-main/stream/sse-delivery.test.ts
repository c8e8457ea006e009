import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { gapSchema } from '../../../src-shared/protocol/events.ts';
import { openEventStream, type EventStream, type EventStreamOptions } from '../../support/event-stream.ts';
import { loadOf, pollHub, startHubServer, type HubServer } from '../../support/hub-server.ts';
import { sampleOf, seqOf, type ReceivedEvent } from '../../support/received-event.ts';

const viewer = 'V'.repeat(22);
const zero = { received: 0, sent: 0, packetsReceived: 0, packetsSent: 0, errors: 0 };
/** A sample of about 60 kB. */
const large = { network: Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`veth${String(n)}`, zero])) };

let server: HubServer;
const streams: EventStream[] = [];

const heard = (stream: EventStream) => stream.received.map(({ event }) => event);

async function open(query: Record<string, string> = {}, options: EventStreamOptions = {}): Promise<EventStream> {
  const stream = await openEventStream(server.url(query), options);
  streams.push(stream);
  return stream;
}

beforeEach(async () => {
  server = await startHubServer();
});

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await server.stop();
});

describe('bringing events to a reader at its own pace', () => {
  test('misses nothing and doubles nothing while samples come in during a long replay', async () => {
    for (let n = 0; n < 150; n += 1) server.tick(large);
    const stream = await open({ lastEventId: 'e1-10' });
    for (let n = 150; n < 250; n += 1) {
      server.tick(n % 3 === 0 ? large : loadOf(n));
      await setImmediate();
    }
    await stream.takeUntil(({ id }) => id === 'e1-250');
    const seqs = stream.received.filter(({ id }) => id !== null).map(seqOf);
    expect(seqs).toEqual(Array.from({ length: 240 }, (_, n) => n + 11));
    expect(server.hub.figures().drops).toBe(0);
  });

  test('cuts a reader that has not even taken the first sample when more piles up, as any other', async () => {
    server.tick({ network: Object.fromEntries(Array.from({ length: 120_000 }, (_, n) => [`veth${String(n)}`, zero])) });
    const stream = await open();
    await stream.take(1);
    stream.stall();
    // The sample, of 10 MB, is still the server's to send: for a reader that stands still the kernel takes no such amount.
    expect([heard(stream), server.hub.figures().drops]).toEqual([['hello'], 0]);
    // Decided in the turn in which more is published, so that there is nothing to wait for.
    server.tick();
    expect(server.hub.figures().drops).toBe(1);
    stream.resume();
    await stream.ended;
    expect(heard(stream)).toEqual(['hello']);
  });

  test('goes on past a long row of events that the filter leaves out', async () => {
    for (let n = 0; n < 1_500; n += 1) server.tick();
    server.hub.publishStored('note', { n: 1 });
    const stream = await open({ lastEventId: 'e1-0', filter: '{"metrics":[]}' });
    const events = await stream.takeUntil(({ event }) => event === 'note');
    expect(events.map(({ id, event }) => id ?? event)).toEqual(['hello', 'gap', 'e1-1501']);
  });

  test('tells a reader that the ring has overtaken what it misses', async () => {
    for (let n = 0; n < 300; n += 1) server.tick(large);
    const stream = await open({ lastEventId: 'e1-0' });
    await stream.take(2);
    stream.stall();
    // All at one moment: a replay that stands still for 30 s is given up.
    for (let n = 1; n <= 400; n += 1) server.hub.publishSample(server.clock.wallMs() + n, large);
    const { firstSeq } = server.hub.inner.ring;
    stream.resume();
    await stream.takeUntil(({ id }) => id === 'e1-700');
    const events = stream.received.filter(({ event }) => event === 'sample' || event === 'gap');
    const at = events.findIndex(({ event }) => event === 'gap');
    const [before, gap, after] = [events[at - 1] ?? none, events[at] ?? none, events[at + 1] ?? none];
    expect(seqOf(before)).toBeLessThan(firstSeq - 1);
    expect(seqOf(after)).toBe(firstSeq);
    expect(events.filter(({ event }) => event === 'sample').map(seqOf)).toEqual([
      ...Array.from({ length: seqOf(before) }, (_, n) => n + 1),
      ...Array.from({ length: 700 - firstSeq + 1 }, (_, n) => firstSeq + n),
    ]);
    const { from, to } = v.parse(gapSchema, JSON.parse(gap.data));
    expect(from).toBe(sampleOf(before).t);
    expect(to).toBe(sampleOf(after).t);
  });

  test('waits for a reader that pauses in the middle of a replay', async () => {
    for (let n = 0; n < 300; n += 1) server.tick(large);
    const stream = await open({ lastEventId: 'e1-0' });
    await stream.take(2);
    stream.stall();
    for (let n = 300; n < 320; n += 1) {
      server.tick();
      await setImmediate();
    }
    stream.resume();
    await stream.takeUntil(({ id }) => id === 'e1-320');
    const seqs = stream.received.filter(({ id }) => id !== null).map(seqOf);
    expect(seqs).toEqual(Array.from({ length: 320 }, (_, n) => n + 1));
  });

  test('gives a reader up that takes nothing of its replay for 30 s', async () => {
    for (let n = 0; n < 500; n += 1) server.tick(large);
    const stream = await open({ lastEventId: 'e1-0' });
    await stream.take(2);
    stream.stall();
    let sent = -1;
    while (sent !== server.hub.figures().bytesSent) {
      sent = server.hub.figures().bytesSent;
      for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    }
    server.clock.advance(29_000);
    expect(server.hub.figures().drops).toBe(0);
    server.clock.advance(1_000);
    expect(server.hub.figures().drops).toBe(1);
    stream.resume();
    await stream.ended;
  });

  test('cuts a reader that stalls, while another reads on, and lets it resume without a hole', async () => {
    const stalled = await open({ viewer });
    const healthy = await open();
    await Promise.all([stalled.take(1), healthy.take(1)]);
    stalled.stall();
    let published = 0;
    while (server.hub.figures().drops === 0) {
      server.tick(large);
      published += 1;
      await healthy.takeUntil(({ id }) => id === `e1-${String(published)}`);
      expect(published).toBeLessThan(500);
    }
    server.tick();
    await healthy.takeUntil(({ id }) => id === `e1-${String(published + 1)}`);
    stalled.resume();
    await stalled.ended;
    const before = stalled.received.filter(({ id }) => id !== null);
    const last = before.at(-1)?.id ?? 'e1-0';
    const resumed = await open({ viewer }, { headers: { 'Last-Event-ID': last } });
    await resumed.takeUntil(({ id }) => id === `e1-${String(published + 1)}`);
    const seqs = [...before, ...resumed.received.filter(({ id }) => id !== null)].map(seqOf);
    expect(seqs).toEqual(Array.from({ length: published + 1 }, (_, n) => n + 1));
  });

  test('keeps a hundred others waiting for nothing: each has every sample while the clock stands where it was made', async () => {
    const stalled = await open();
    const others = await Promise.all(Array.from({ length: 100 }, () => open({ filter: '{"metrics":["load"]}' })));
    await Promise.all([stalled, ...others].map((one) => one.take(1)));
    stalled.stall();
    let published = 0;
    while (server.hub.figures().drops === 0) {
      const after = `e1-${String(published)}`;
      const polled = pollHub(server.hub, { after, timeoutMs: 25_000, filter: { metrics: ['load'] } });
      server.tick({ ...large, ...loadOf(published) });
      published += 1;
      const id = `e1-${String(published)}`;
      expect(await polled).toContain(`"last":"${id}"`);
      await Promise.all(others.map((one) => one.takeUntil((event) => event.id === id)));
      expect(published).toBeLessThan(500);
    }
    expect(server.hub.figures().drops).toBe(1);
    stalled.resume();
    await stalled.ended;
  });
});

const none: ReceivedEvent = { id: null, event: 'none', data: '' };
