import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { gapSchema, helloSchema } from '../../src-shared/protocol/events.ts';
import { openPollFeed, openSseFeed, type Feed, type FeedOptions, type OpenFeed } from '../support/feed.ts';
import { sampleOf, seqOf, type ReceivedEvent } from '../support/received-event.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const args = ['--interval', '100'];
let server: RunningServer;
const feeds: Feed[] = [];

beforeAll(async () => {
  server = await startServer({ args });
});
afterEach(() => {
  for (const feed of feeds.splice(0)) feed.close();
});
afterAll(() => server.stop());

async function open(openFeed: OpenFeed, url: string, options: FeedOptions = {}): Promise<Feed> {
  const feed = await openFeed(url, options);
  feeds.push(feed);
  return feed;
}

function isSample(event: ReceivedEvent): boolean {
  return event.event === 'sample';
}

describe.each<[string, readonly OpenFeed[]]>([
  ['an event stream', [openSseFeed]],
  ['long polls', [openPollFeed]],
  ['now a stream, now polls', [openSseFeed, openPollFeed]],
])('a viewer that is cut off again and again, on %s', (_, transports) => {
  test('has every sample once, in order, as if it had stayed', async () => {
    const stayed = await open(openSseFeed, server.url);
    const [first] = (await stayed.takeUntil(isSample)).slice(-1);
    const got: ReceivedEvent[] = [first ?? nothing];
    for (let cut = 0; cut < 12; cut += 1) {
      const transport = transports[cut % transports.length] ?? openSseFeed;
      const feed = await open(transport, server.url, { after: got.at(-1)?.id ?? '' });
      let wanted = cut % 4;
      // Every fourth time it is cut before it has received anything.
      if (wanted > 0) await feed.takeUntil((event) => isSample(event) && (wanted -= 1) === 0);
      feed.close();
      await feed.ended;
      got.push(...feed.received.filter(isSample));
      // Others come in while it is away.
      await stayed.takeUntil(isSample);
    }
    const last = seqOf(got.at(-1) ?? nothing);
    while (seqOf(stayed.received.filter(isSample).at(-1) ?? nothing) < last) await stayed.takeUntil(isSample);
    const all = stayed.received.filter(isSample);
    expect(got.length).toBeGreaterThan(18);
    expect(got).toEqual(all.slice(0, got.length));
  });
});

describe('a viewer whose server is killed and started again', () => {
  test.each([
    ['event stream', openSseFeed],
    ['long polls', openPollFeed],
  ])('is told on its %s that the time between is not known, and gets all of the new start', async (_, openFeed) => {
    const before = await startServer({ args });
    const feed = await open(openFeed, before.url);
    const [last] = (await feed.takeUntil(isSample)).slice(-1);
    await before.stop('SIGKILL');
    await feed.ended;
    const after = await startServer({ args: [...args, '--port', String(before.port)] });
    try {
      const again = await open(openFeed, after.url, { after: last?.id ?? '' });
      const events = (await again.takeUntil(isSample)).filter(({ event }) => event !== 'hello' && event !== 'presence');
      const [gap, sample] = events.slice(-2);
      const { from, to } = v.parse(gapSchema, JSON.parse(gap?.data ?? ''));
      expect(from).toBeNull();
      expect(to).toBeGreaterThan(sampleOf(last ?? nothing).t);
      expect(to).toBeLessThanOrEqual(sampleOf(sample ?? nothing).t);
      expect(seqOf(sample ?? nothing)).toBe(1);
      expect(sample?.id?.split('-')[0]).not.toBe(last?.id?.split('-')[0]);
    } finally {
      await after.stop();
    }
  });
});

describe('a stream that names two ids', () => {
  test('believes the header, which a browser updates, before the address, which it repeats', async () => {
    const stayed = await open(openSseFeed, server.url);
    const ids: (string | null)[] = [];
    while (ids.length < 5) ids.push((await stayed.takeUntil(isSample)).at(-1)?.id ?? null);
    const feed = await open(openSseFeed, server.url, { query: { lastEventId: ids[0] ?? '' }, after: ids[3] ?? '' });
    const events = await feed.takeUntil(isSample);
    expect(events.at(-1)?.id).toBe(ids[4]);
    const hello = v.parse(helloSchema, JSON.parse(events[0]?.data ?? ''));
    expect(hello.last.split('-')[0]).toBe(ids[4]?.split('-')[0]);
  });
});

const nothing: ReceivedEvent = { id: null, event: 'nothing', data: 'null' };
