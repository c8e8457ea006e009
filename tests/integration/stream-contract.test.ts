import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { isMetricId } from '../../src-shared/metrics/registry.ts';
import { byeSchema, eventNames, gapSchema, helloSchema, presenceSchema } from '../../src-shared/protocol/events.ts';
import { quietRules } from '../support/alerting-server.ts';
import { openPollFeed, openSseFeed, type Feed, type FeedOptions } from '../support/feed.ts';
import { sampleOf, seqOf, type ReceivedEvent } from '../support/received-event.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const intervalMs = 100;
let server: RunningServer;
const feeds: Feed[] = [];

beforeAll(async () => {
  server = await startServer({ args: ['--interval', String(intervalMs)] });
  // The first event of this start is to be a sample.
  const feed = await openSseFeed(server.url);
  await feed.takeUntil(isSample);
  feed.close();
  // An alert is an event with a number of its own.
  await quietRules(server.url);
});
afterEach(() => {
  for (const feed of feeds.splice(0)) feed.close();
});
afterAll(() => server.stop());

function newViewer(): string {
  return randomBytes(16).toString('base64url');
}

function isSample(event: ReceivedEvent): boolean {
  return event.event === 'sample';
}

/** Takes until `count` samples have come, and gives only those. */
async function samples(feed: Feed, count: number): Promise<ReceivedEvent[]> {
  let seen = 0;
  const events = await feed.takeUntil((event) => {
    if (isSample(event)) seen += 1;
    return seen === count;
  });
  return events.filter(isSample);
}

function metricsIn(events: readonly ReceivedEvent[]): string[] {
  return [...new Set(events.flatMap((event) => Object.keys(sampleOf(event).m)))].sort();
}

async function command(viewer: string, filter: object): Promise<unknown> {
  const response = await fetch(`${server.url}/api/v1/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'c', type: 'filter.set', viewer, filter }),
  });
  return response.json();
}

describe.each([
  ['server-sent events', openSseFeed],
  ['long polls', openPollFeed],
])('a feed over %s', (_, openFeed) => {
  async function open(options?: FeedOptions): Promise<Feed> {
    const feed = await openFeed(server.url, options);
    feeds.push(feed);
    return feed;
  }

  test('begins with hello, which names the viewer, its filter and the newest id', async () => {
    const viewer = newViewer();
    const feed = await open({ query: { viewer, metrics: 'cpu,load', interval: '300' } });
    const [first] = await feed.take(1);
    expect(first).toMatchObject({ id: null, event: 'hello' });
    const hello = v.parse(helloSchema, JSON.parse(first?.data ?? ''));
    expect(hello).toMatchObject({ viewer, role: 'operator', intervalMs });
    expect(hello.filter).toEqual({ metrics: ['cpu', 'load'], intervalMs: 300 });
    expect(hello.last).toMatch(/^[a-z0-9]+-[0-9]+$/u);
    expect(hello.definitions.map(({ id }) => id)).toContain('cpu');
    const [sample] = await samples(feed, 1);
    expect(seqOf(sample ?? nothing)).toBeGreaterThan(Number(hello.last.split('-')[1]));
  });

  test('goes on with every sample, numbered without a hole, in order of time', async () => {
    const feed = await open();
    const events = await samples(feed, 8);
    const first = seqOf(events[0] ?? nothing);
    expect(events.map(seqOf)).toEqual(events.map((_event, index) => first + index));
    const parsed = events.map(sampleOf);
    expect(parsed.map(({ t }) => t)).toEqual(parsed.map(({ t }) => t).sort((a, b) => a - b));
    expect(new Set(parsed.map(({ t }) => t)).size).toBe(8);
    expect(parsed.every(({ m }) => Object.keys(m).length > 0 && Object.keys(m).every(isMetricId))).toBe(true);
    expect(metricsIn(events)).toEqual(expect.arrayContaining(['cpu', 'load', 'memory', 'network', 'self']));
  });

  test('knows no event outside the closed list, and gives ids to stored ones only', async () => {
    const feed = await open();
    await samples(feed, 5);
    for (const { event, id } of feed.received) {
      expect(eventNames).toContain(event);
      expect(id !== null).toBe(event === 'sample');
    }
  });

  test('brings only the metrics asked for', async () => {
    const feed = await open({ query: { metrics: 'memory,load' } });
    expect(metricsIn(await samples(feed, 4))).toEqual(['load', 'memory']);
  });

  test('brings only the instances asked for, and all of metrics that have none of those', async () => {
    const one = await open({ query: { metrics: 'network,filesystem', instances: 'network@lo' } });
    const all = await open({ query: { metrics: 'network' } });
    for (const event of await samples(one, 3)) expect(Object.keys(record(sampleOf(event).m.network))).toEqual(['lo']);
    for (const event of await samples(all, 1)) expect(record(sampleOf(event).m.network)).toHaveProperty('lo');
  });

  test('brings the rows of the process table that were asked for', async () => {
    const feed = await open({ query: { metrics: 'processes', top: '3', sort: 'pid' } });
    const [event] = await samples(feed, 1);
    const table = v.parse(
      v.looseObject({ top: v.array(v.looseObject({ pid: v.number() })) }),
      sampleOf(event ?? nothing).m.processes,
    );
    expect(table.top).toHaveLength(3);
    expect(table.top[0]?.pid).toBe(1);
  });

  test('brings a slower viewer the first sample of each window', async () => {
    const every = await open({ query: { metrics: 'load' } });
    await every.take(1);
    const slow = await open({ query: { metrics: 'load', interval: '500' } });
    const slowly = await samples(slow, 4);
    const last = slowly.at(-1)?.id;
    const all = (await every.takeUntil(({ id }) => id === last)).filter(isSample);
    const windows = new Map<number, ReceivedEvent>();
    for (const event of all.toReversed()) windows.set(Math.floor(sampleOf(event).t / 500), event);
    const firsts = [...windows.values()].toReversed();
    expect(slowly).toEqual(firsts.slice(-4));
  });

  test('resumes after an id with exactly the missing events', async () => {
    const stayed = await open({ query: { metrics: 'cpu' } });
    const before = await samples(stayed, 12);
    const from = before[3];
    const resumed = await open({ query: { metrics: 'cpu' }, after: from?.id ?? '' });
    const after = await samples(resumed, 10);
    const rest = await stayed.takeUntil(({ id }) => id === after.at(-1)?.id).catch(() => []);
    expect(after).toEqual([...before.slice(4), ...rest.filter(isSample)].slice(0, 10));
  });

  test('resumes with the filter of the new request', async () => {
    const first = await open({ query: { metrics: 'cpu' } });
    const [, from] = await samples(first, 2);
    await samples(first, 3);
    const resumed = await open({ query: { metrics: 'load' }, after: from?.id ?? '' });
    const events = await samples(resumed, 3);
    expect(metricsIn(events)).toEqual(['load']);
    expect(events.map(seqOf)).toEqual([1, 2, 3].map((n) => seqOf(from ?? nothing) + n));
  });

  test('says gap without a beginning after an id of another start, and gives all it has', async () => {
    const feed = await open({ after: 'k3x9-7' });
    const events = (await feed.takeUntil(isSample)).filter(({ event }) => event !== 'hello');
    expect(events.map(({ event }) => event)).toEqual(['gap', 'sample']);
    const [gap, sample] = events;
    expect(v.parse(gapSchema, JSON.parse(gap?.data ?? ''))).toEqual({ from: null, to: sampleOf(sample ?? nothing).t });
    expect(seqOf(sample ?? nothing)).toBe(1);
  });

  test('keeps a filter that was set over control when the viewer comes back', async () => {
    const viewer = newViewer();
    const first = await open({ query: { viewer, metrics: 'cpu' } });
    await samples(first, 1);
    expect(await command(viewer, { metrics: ['load'] })).toMatchObject({ ok: true });
    await first.takeUntil((event) => isSample(event) && metricsIn([event])[0] === 'load');
    first.close();
    const again = await open({ query: { viewer, metrics: 'memory' } });
    expect(metricsIn(await samples(again, 3))).toEqual(['load']);
  });

  test('counts in presence', async () => {
    const feed = await open({ query: { metrics: 'load' } });
    const events = await feed.takeUntil(({ event }) => event === 'presence');
    const presence = v.parse(presenceSchema, JSON.parse(events.at(-1)?.data ?? ''));
    expect(presence.viewers).toBeGreaterThan(0);
    expect(presence.viewers).toBe(presence.sse + presence.poll);
    expect(openFeed === openSseFeed ? presence.sse : presence.poll).toBeGreaterThan(0);
  });

  test('ends with bye when the server is stopped, within two seconds', async () => {
    const own = await startServer({ args: ['--interval', '100'] });
    const feed = await openFeed(own.url, { query: { metrics: '' }, after: 'k3x9-1' });
    await feed.takeUntil(({ event }) => event === 'gap');
    // The next poll is on its way; requests that were sent after it and answered show that it has come.
    for (let n = 0; n < 10; n += 1) await fetch(`${own.url}/healthz`).then((response) => response.text());
    const startedMs = performance.now();
    expect(await own.stop()).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    await feed.ended;
    expect(v.parse(byeSchema, JSON.parse(feed.received.at(-1)?.data ?? ''))).toEqual({ reason: 'shutdown' });
  });
});

describe('the transports', () => {
  test('carry the very same bytes', async () => {
    const query = { metrics: 'cpu,network,processes,self' };
    const [stream, polls] = await Promise.all([
      openSseFeed(server.url, { query }),
      openPollFeed(server.url, { query }),
    ]);
    feeds.push(stream, polls);
    const polled = await samples(polls, 12);
    const last = polled.at(-1)?.id;
    if (!stream.received.some(({ id }) => id === last)) await stream.takeUntil(({ id }) => id === last);
    const streamed = stream.received.filter(isSample);
    const both = streamed.filter(({ id }) => polled.some((other) => other.id === id));
    expect(both.length).toBeGreaterThan(5);
    expect(polled).toEqual(expect.arrayContaining(both));
  });

  test('differ in that a poll which finds nothing waits, and then is empty and names the newest id it looked at', async () => {
    const hello = await fetch(`${server.url}/api/v1/poll?metrics=`).then((response) => response.text());
    const { last } = v.parse(v.looseObject({ last: v.string() }), JSON.parse(hello));
    const startedMs = performance.now();
    const response = await fetch(`${server.url}/api/v1/poll?metrics=&after=${last}&timeout=3000`);
    const answer = v.parse(v.looseObject({ last: v.string() }), JSON.parse(await response.text()));
    expect(performance.now() - startedMs).toBeGreaterThan(2_950);
    expect(answer).toMatchObject({ events: [], more: false });
    expect(Number(answer.last.split('-')[1])).toBeGreaterThan(Number(last.split('-')[1]) + 2);
  });
});

const nothing: ReceivedEvent = { id: null, event: 'nothing', data: 'null' };

function record(value: unknown): Record<string, unknown> {
  return v.parse(v.record(v.string(), v.unknown()), value);
}
