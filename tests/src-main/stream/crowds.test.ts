import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEventStream, type EventStream } from '../../support/event-stream.ts';
import { loadOf, startHubServer, type HubServer } from '../../support/hub-server.ts';
import { sampleOf, type ReceivedEvent } from '../../support/received-event.ts';

const ids = ['A', 'B', 'C'].map((letter) => letter.repeat(22));
const cpu = { total: 1, user: null, system: null, iowait: null, steal: null, cores: [] };
const pressure = { pressure: { cpu: 0, memory: 0, io: 0 } };

let server: HubServer;
const streams: EventStream[] = [];

/** A stream that has begun. */
async function open(query: Record<string, string> = {}): Promise<EventStream> {
  const stream = await openEventStream(server.url(query));
  streams.push(stream);
  await stream.take(1);
  return stream;
}

function setFilter(id: string | undefined, metrics: readonly ('load' | 'pressure')[]): void {
  const viewer = server.hub.viewers.find(id ?? '', 'me');
  if (viewer === undefined) throw new Error('There is no such viewer.');
  server.hub.viewers.setFilter(viewer, { metrics: [...metrics] });
}

/** Which samples came, and what they held. */
async function samplesOf(stream: EventStream, last: string): Promise<readonly string[]> {
  const events = await stream.takeUntil(({ id }) => id === last);
  return events.filter(({ event }) => event === 'sample').map(told);
}

function told(event: ReceivedEvent): string {
  return `${String(event.id)} ${Object.keys(sampleOf(event).m).join(' ')}`;
}

const alone = () => [...server.hub.inner.subscribers.alone].length;

beforeEach(async () => {
  server = await startHubServer();
});

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await server.stop();
});

describe('streams that are told together', () => {
  test('are so from their first event on, and each has every sample once', async () => {
    const three = await Promise.all(ids.map((viewer) => open({ viewer })));
    expect(alone()).toBe(3);
    for (let n = 1; n <= 4; n += 1) {
      server.tick({ ...loadOf(n), ...pressure });
      expect(alone()).toBe(0);
    }
    for (const stream of three) {
      expect(await samplesOf(stream, 'e1-4')).toEqual([1, 2, 3, 4].map((n) => `e1-${String(n)} load pressure`));
    }
    const { eventsSent } = server.hub.figures();
    server.hub.publishSample(server.clock.wallMs(), loadOf(9));
    expect(server.hub.figures().eventsSent - eventsSent).toBe(3);
  });

  test('follow a change of filter without a hole, there and back, while the others stay as they are', async () => {
    const [one, two] = [await open({ viewer: ids[0] ?? '' }), await open({ viewer: ids[1] ?? '' })];
    const tick = () => {
      server.tick({ ...loadOf(1), ...pressure });
    };
    tick();
    tick();
    setFilter(ids[0], ['load']);
    tick();
    tick();
    setFilter(ids[0], ['pressure']);
    setFilter(ids[0], ['load', 'pressure']);
    tick();
    tick();
    const both = (n: number) => `e1-${String(n)} load pressure`;
    expect(await samplesOf(two, 'e1-6')).toEqual([1, 2, 3, 4, 5, 6].map(both));
    expect(await samplesOf(one, 'e1-6')).toEqual([both(1), both(2), 'e1-3 load', 'e1-4 load', both(5), both(6)]);
  });

  test('get a sample of a fast series once, and only where they asked for it', async () => {
    await server.stop();
    server = await startHubServer({ fast: { metrics: () => ['cpu'], toViewers: () => true } });
    const [plain = '', ...eager] = ids;
    const filter = '{"metrics":["load"],"fast":["cpu"]}';
    const one = await open({ viewer: plain });
    const others = await Promise.all(eager.map((viewer) => open({ viewer, filter })));
    server.tick();
    expect(alone()).toBe(0);
    server.hub.publishFast(server.clock.wallMs() + 100, 100, { cpu });
    server.tick();
    expect(await samplesOf(one, 'e1-3')).toEqual(['e1-1 load', 'e1-3 load']);
    for (const stream of others) {
      expect(await samplesOf(stream, 'e1-3')).toEqual(['e1-1 load', 'e1-2 cpu', 'e1-3 load']);
    }
  });

  test('get a beat 15 s after the last event they had together, also where a filter has changed since', async () => {
    const [one, two] = [await open({ viewer: ids[0] ?? '' }), await open({ viewer: ids[1] ?? '' })];
    server.tick();
    server.tick();
    setFilter(ids[0], ['pressure']);
    // Of this one the first has nothing: it has been silent since the one before.
    server.tick();
    const beganMs = server.clock.wallMs() - 1_000;
    server.clock.advance(20_000);
    const beatOf = async (stream: EventStream) =>
      (await stream.takeUntil(({ event }) => event === 'beat')).at(-1)?.data;
    expect(await beatOf(one)).toBe(`{"t":${String(beganMs + 15_000)}}`);
    expect(await beatOf(two)).toBe(`{"t":${String(beganMs + 16_000)}}`);
  });

  test('get no beat 15 s after a sample where they were told of a gap since, but 15 s after that', async () => {
    const stream = await open();
    server.tick();
    server.clock.advance(10_000);
    server.hub.announce('gap', { from: 1, to: 2 });
    const toldMs = server.clock.wallMs();
    server.clock.advance(20_000);
    const events = await stream.takeUntil(({ event }) => event === 'beat');
    expect(events.at(-1)?.data).toBe(`{"t":${String(toldMs + 15_000)}}`);
  });

  test('get one beat each every 15 s of silence, and go on with what comes then', async () => {
    const two = await Promise.all([open({ viewer: ids[0] ?? '' }), open({ viewer: ids[1] ?? '' })]);
    server.tick();
    const { eventsSent } = server.hub.figures();
    server.clock.advance(50_000);
    expect(server.hub.figures().eventsSent - eventsSent).toBe(6);
    server.tick();
    for (const stream of two) {
      const events = await stream.takeUntil(({ id }) => id === 'e1-2');
      expect(events.map(({ event }) => event)).toEqual(['presence', 'sample', 'beat', 'beat', 'beat', 'sample']);
    }
  });

  test('get their beats in time also where each has a filter of its own', async () => {
    const [one, two] = await Promise.all([
      open({ viewer: ids[0] ?? '', filter: '{"metrics":["load"]}' }),
      open({ viewer: ids[1] ?? '', filter: '{"metrics":["pressure"]}' }),
    ]);
    server.tick(loadOf(1));
    const firstMs = server.clock.wallMs();
    server.clock.advance(4_000);
    server.hub.publishSample(server.clock.wallMs(), pressure);
    server.clock.advance(31_000);
    const beatsOf = async (stream: EventStream) => {
      server.hub.announce('gap', { from: 1, to: 2 });
      const events = await stream.takeUntil(({ event }) => event === 'gap');
      return events.filter(({ event }) => event === 'beat').map(({ data }) => data);
    };
    const beat = (afterMs: number) => `{"t":${String(firstMs + afterMs)}}`;
    expect(await beatsOf(one)).toEqual([beat(15_000), beat(30_000)]);
    expect(await beatsOf(two)).toEqual([beat(19_000), beat(34_000)]);
  });

  test('get their beat 15 s after their last event also where the only one goes its own way in between', async () => {
    const stream = await open({ viewer: ids[0] ?? '' });
    server.tick();
    const lastMs = server.clock.wallMs();
    setFilter(ids[0], ['pressure']);
    // It has nothing of these, and is alone until it gets something.
    for (let n = 2; n <= 6; n += 1) server.tick(loadOf(n));
    server.clock.advance(20_000);
    const events = await stream.takeUntil(({ event }) => event === 'beat');
    expect(events.at(-1)?.data).toBe(`{"t":${String(lastMs + 15_000)}}`);
  });

  test('get their beats when those with another filter have gone, and leave no timer behind when they go too', async () => {
    const pending = server.clock.pending();
    const one = await open({ filter: '{"metrics":["load"]}' });
    const two = await open({ filter: '{"metrics":["pressure"]}' });
    server.tick({ ...loadOf(1), ...pressure });
    const lastMs = server.clock.wallMs();
    one.close();
    await expect.poll(() => server.hub.inner.subscribers.size).toBe(1);
    server.clock.advance(20_000);
    const events = await two.takeUntil(({ event }) => event === 'beat');
    expect(events.at(-1)?.data).toBe(`{"t":${String(lastMs + 15_000)}}`);
    two.close();
    await expect.poll(() => server.hub.inner.subscribers.size).toBe(0);
    // What tells presence may still wait for its second.
    server.clock.advance(1_000);
    expect(server.clock.pending()).toBe(pending);
  });

  test('get no beat while a fast series comes to them', async () => {
    await server.stop();
    server = await startHubServer({ fast: { metrics: () => ['cpu'], toViewers: () => true } });
    const filter = (fast: boolean) => JSON.stringify({ metrics: ['load'], ...(fast && { fast: ['cpu'] }) });
    const [slow, eager] = [await open({ filter: filter(false) }), await open({ filter: filter(true) })];
    server.tick();
    for (let second = 1; second <= 20; second += 1) {
      server.clock.advance(1_000);
      server.hub.publishFast(server.clock.wallMs(), 100, { cpu });
    }
    server.tick();
    const namesOf = async (stream: EventStream) => {
      const events = await stream.takeUntil(({ id }) => id === 'e1-22');
      return events.map(({ event }) => event).filter((name) => name !== 'presence');
    };
    expect(await namesOf(slow)).toEqual(['sample', 'beat', 'sample']);
    expect(await namesOf(eager)).toEqual(Array.from({ length: 22 }, () => 'sample'));
  });

  test('are forgotten when they have hung up', async () => {
    const [one, two] = [await open({ viewer: ids[0] ?? '' }), await open({ viewer: ids[1] ?? '' })];
    server.tick();
    one.close();
    await expect.poll(() => server.hub.inner.subscribers.size).toBe(1);
    const { eventsSent } = server.hub.figures();
    server.hub.publishSample(server.clock.wallMs(), loadOf(9));
    expect(server.hub.figures().eventsSent - eventsSent).toBe(1);
    expect(await samplesOf(two, 'e1-2')).toEqual(['e1-1 load', 'e1-2 load']);
  });
});
