import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as v from 'valibot';
import { helloSchema } from '../../../src-shared/protocol/events.ts';
import { openEventStream, type EventStream, type EventStreamOptions } from '../../support/event-stream.ts';
import { loadOf, startHubServer, type HubServer } from '../../support/hub-server.ts';
import { seqOf, type ReceivedEvent } from '../../support/received-event.ts';

const viewer = 'V'.repeat(22);
const zero = { received: 0, sent: 0, packetsReceived: 0, packetsSent: 0, errors: 0 };
/** A sample of about 60 kB. */
const large = { network: Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`veth${String(n)}`, zero])) };

let server: HubServer;
const streams: EventStream[] = [];

async function open(query: Record<string, string> = {}, options: EventStreamOptions = {}): Promise<EventStream> {
  const stream = await openEventStream(server.url(query), options);
  streams.push(stream);
  return stream;
}

function names(events: readonly ReceivedEvent[]): string[] {
  return events.map(({ event }) => event);
}

/** Waits until the server has noticed what was done to a socket. */
async function noticed(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: 5_000, interval: 2 });
}

/** What it brings next besides presence, which comes when it likes. */
async function nextSample(stream: EventStream): Promise<ReceivedEvent | undefined> {
  const events = await stream.takeUntil(({ event }) => event !== 'presence');
  return events.at(-1);
}

beforeEach(async () => {
  server = await startHubServer();
});

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await server.stop();
});

describe('an event stream', () => {
  test('begins with its head, the reconnect time and hello', async () => {
    server.tick();
    const stream = await open({
      viewer,
      filter: '{"metrics":["load"],"intervalMs":100}',
      padding: '',
      evs_preamble: '',
    });
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    const [hello] = await stream.take(1);
    expect(hello).toMatchObject({ id: null, event: 'hello' });
    expect(v.parse(helloSchema, JSON.parse(hello?.data ?? ''))).toMatchObject({
      viewer,
      role: 'operator',
      t: server.clock.wallMs(),
      last: 'e1-0',
      intervalMs: 1_000,
      filter: { metrics: ['load'], intervalMs: 1_000 },
    });
  });

  test('gives whoever is new the newest sample at once, which follows the id in hello', async () => {
    server.tick();
    server.tick();
    const stream = await open();
    const [hello, newest] = await stream.take(2);
    expect(v.parse(helloSchema, JSON.parse(hello?.data ?? '')).last).toBe('e1-1');
    expect(newest).toMatchObject({ event: 'sample', id: 'e1-2' });
    server.tick();
    expect(await nextSample(stream)).toMatchObject({ id: 'e1-3' });
  });

  test('does not repeat the newest sample to whoever has it', async () => {
    server.tick();
    const stream = await open({ lastEventId: 'e1-1' });
    const [hello] = await stream.take(1);
    expect(v.parse(helloSchema, JSON.parse(hello?.data ?? '')).last).toBe('e1-1');
    server.tick();
    expect(await nextSample(stream)).toMatchObject({ id: 'e1-2' });
  });

  test('gives whoever is new the newest sample also where samples of a fast series came after it', async () => {
    server.tick();
    server.hub.publishFast(server.clock.wallMs() + 100, 100, loadOf(9));
    server.hub.publishFast(server.clock.wallMs() + 200, 100, loadOf(9));
    const stream = await open();
    const [hello, newest] = await stream.take(2);
    expect(v.parse(helloSchema, JSON.parse(hello?.data ?? '')).last).toBe('e1-0');
    expect(newest).toMatchObject({ event: 'sample', id: 'e1-1' });
    server.tick();
    expect(await nextSample(stream)).toMatchObject({ event: 'sample', id: 'e1-4' });
  });

  test('begins without a sample where there is none yet', async () => {
    const stream = await open();
    const [hello] = await stream.take(1);
    expect(v.parse(helloSchema, JSON.parse(hello?.data ?? '')).last).toBe('e1-0');
    server.tick();
    expect(await nextSample(stream)).toMatchObject({ event: 'sample', id: 'e1-1' });
  });

  test('tells whoever is new nothing of what hello knows already, where that came last', async () => {
    server.tick();
    server.hub.publishStored('rules', { revision: 1, by: null, rules: [] });
    const stream = await open();
    const [hello] = await stream.take(1);
    expect(v.parse(helloSchema, JSON.parse(hello?.data ?? '')).last).toBe('e1-2');
    server.tick();
    expect(await nextSample(stream)).toMatchObject({ id: 'e1-3' });
  });

  test('goes on live, with an id on stored events only', async () => {
    const stream = await open();
    await stream.take(1);
    server.tick();
    server.hub.publishStored('rules', { revision: 1 });
    server.hub.announce('gap', { from: 5, to: 9 });
    const events = await stream.takeUntil(({ event }) => event === 'gap');
    expect(events.map(({ id, event }) => [id, event])).toEqual([
      [null, 'presence'],
      ['e1-1', 'sample'],
      ['e1-2', 'rules'],
      [null, 'gap'],
    ]);
  });

  test('replays what follows the id, between hello and live, with the filter of the new request', async () => {
    for (let n = 0; n < 5; n += 1) server.tick(n % 2 === 0 ? loadOf(n) : { pressure: { cpu: n, memory: 0, io: 0 } });
    const stream = await open({ lastEventId: 'e1-1', filter: '{"metrics":["load"]}' });
    await stream.take(3);
    server.tick();
    await stream.takeUntil(({ id }) => id === 'e1-6');
    const events = stream.received.filter(({ event }) => event !== 'presence');
    expect(events.map(({ id, event }) => id ?? event)).toEqual(['hello', 'e1-3', 'e1-5', 'e1-6']);
    expect(server.hub.figures().replays).toBe(1);
  });

  test('believes the header before the address, and takes text that is no id for none', async () => {
    for (let n = 0; n < 3; n += 1) server.tick();
    const both = await open({ lastEventId: 'e1-0' }, { headers: { 'Last-Event-ID': 'e1-2' } });
    expect(names(await both.take(2))).toEqual(['hello', 'sample']);
    expect(seqOf(both.received[1] ?? none)).toBe(3);
    const garbage = await open({ lastEventId: '\u0000<script>' });
    const newest = await open({ lastEventId: 'e1-3' });
    server.tick();
    for (const stream of [garbage, newest]) {
      const events = await stream.takeUntil(({ event }) => event === 'sample');
      expect(names(events).filter((name) => name !== 'presence')).toEqual(['hello', 'sample']);
    }
    expect(server.hub.figures().replays).toBe(1);
  });

  test('says gap before the replay when the id is of another start', async () => {
    server.tick();
    server.tick();
    const stream = await open({ lastEventId: 'zz9-1' });
    const events = await stream.take(4);
    expect(names(events)).toEqual(['hello', 'gap', 'sample', 'sample']);
    expect(events[1]?.data).toBe(JSON.stringify({ from: null, to: server.clock.wallMs() - 1_000 }));
  });

  test('gets a beat when nothing else was sent for 15 s', async () => {
    const stream = await open({ filter: '{"metrics":[]}' });
    await stream.take(1);
    await noticed(() => {
      expect(server.hub.presence().sse).toBe(1);
    });
    for (let n = 0; n < 16; n += 1) server.tick();
    const events = await stream.takeUntil(({ event }) => event === 'beat');
    expect(names(events)).toEqual(['presence', 'beat']);
  });

  test('gets no beat while samples come', async () => {
    const stream = await open();
    await stream.take(1);
    for (let n = 0; n < 40; n += 1) server.tick();
    const events = await stream.takeUntil(({ id }) => id === 'e1-40');
    expect(names(events)).toContain('sample');
    expect(names(events)).not.toContain('beat');
  });

  test('follows a change of its filter from the next event on', async () => {
    const stream = await open({ viewer });
    await stream.take(1);
    server.tick();
    const found = server.hub.viewers.find(viewer, 'me');
    if (found !== undefined) server.hub.viewers.setFilter(found, { metrics: ['load'] });
    server.tick({ ...loadOf(2), pressure: { cpu: 0, memory: 0, io: 0 } });
    const events = await stream.takeUntil(({ id }) => id === 'e1-2');
    expect(events.at(-1)?.data).toContain('"m":{"load":{"one":2,"five":0,"fifteen":0}}}');
  });

  test('ends with bye, and nobody can open another', async () => {
    const stream = await open();
    await stream.take(1);
    await server.hub.close('shutdown');
    await stream.ended;
    expect(stream.received.at(-1)).toEqual({ id: null, event: 'bye', data: '{"reason":"shutdown"}' });
    expect((await open()).response.statusCode).toBe(503);
    server.tick();
  });

  test('is not waited for at the end when its reader stalls', async () => {
    const stream = await open({ lastEventId: 'zz-1' });
    for (let n = 0; n < 300; n += 1) server.tick(large);
    const again = await open({ lastEventId: 'e1-0' });
    await again.take(2);
    again.stall();
    stream.close();
    const closed = server.hub.close('shutdown');
    await setImmediate();
    server.clock.advance(1_000);
    await closed;
    again.resume();
    await again.ended;
  });

  test('counts while it is open, and publishing into one that has gone harms nobody', async () => {
    const one = await open({ viewer });
    const two = await open();
    await Promise.all([one.take(1), two.take(1)]);
    expect(server.hub.presence()).toEqual({ viewers: 2, sse: 2, poll: 0 });
    one.close();
    server.tick();
    await two.takeUntil(({ id }) => id === 'e1-1');
    await noticed(() => {
      expect(server.hub.presence()).toEqual({ viewers: 1, sse: 1, poll: 0 });
    });
    expect(server.hub.viewers.find(viewer, 'me')?.streams).toBe(0);
    expect(server.hub.inner.subscribers.size).toBe(1);
    expect(server.hub.figures().drops).toBe(0);
  });

  test('may be opened eight times by one viewer, not nine times', async () => {
    const eight = await Promise.all(Array.from({ length: 8 }, () => open({ viewer })));
    expect(eight.map(({ response }) => response.statusCode)).toEqual(Array.from({ length: 8 }, () => 200));
    expect((await open({ viewer })).response.statusCode).toBe(429);
    eight[0]?.close();
    await noticed(() => {
      expect(server.hub.viewers.find(viewer, 'me')?.streams).toBe(7);
    });
    expect((await open({ viewer })).response.statusCode).toBe(200);
  });

  test('leaves nothing behind when the asker has gone before it began', async () => {
    const opened = await Promise.allSettled(
      Array.from({ length: 30 }, async () => {
        const controller = new AbortController();
        const request = fetch(server.url(), { signal: controller.signal });
        await setImmediate();
        controller.abort();
        await request;
      }),
    );
    await expect(open({ late: '' })).rejects.toThrow();
    expect(opened.some(({ status }) => status === 'rejected')).toBe(true);
    await noticed(() => {
      expect(server.hub.inner.subscribers.size).toBe(0);
      expect(server.hub.presence().viewers).toBe(0);
    });
  });
});

const none: ReceivedEvent = { id: null, event: 'none', data: '' };
