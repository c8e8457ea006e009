import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { helloSchema, pollAnswerSchema, presenceSchema, type Presence } from '../../src-shared/protocol/events.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { openEventStream, type EventStream } from '../support/event-stream.ts';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0';
const android =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';

async function watch(url: string, userAgent: string): Promise<EventStream> {
  const stream = await openEventStream(`${url}/api/v1/events?metrics=load`, { headers: { 'user-agent': userAgent } });
  onTestFinished(() => {
    stream.close();
  });
  return stream;
}

const parse = <Output>(schema: v.GenericSchema<unknown, Output>, data: string | undefined): Output =>
  v.parse(v.pipe(v.string(), v.parseJson(), schema), data);

/** What a stream is told next that fits. */
async function presenceWhere(stream: EventStream, fits: (presence: Presence) => boolean): Promise<Presence> {
  for (;;) {
    const events = await stream.takeUntil(({ event }) => event === 'presence');
    const presence = parse(presenceSchema, events.at(-1)?.data);
    if (fits(presence)) return presence;
  }
}

describe('presence over real sockets', () => {
  test('names streams and long polls to an operator, live, and those who leave no more', async () => {
    const { url } = await serverForTest();
    const first = await watch(url, firefox);
    const hello = parse(helloSchema, (await first.takeUntil(({ event }) => event === 'hello')).at(-1)?.data);
    const second = await watch(url, android);
    await fetch(`${url}/api/v1/poll`, { headers: { 'user-agent': 'curl/8.5.0' } });
    const all = await presenceWhere(first, ({ viewers }) => viewers === 3);
    expect(all).toMatchObject({ sse: 2, poll: 1 });
    expect(all.names?.map(({ name, role, transport }) => `${name}, ${role}, ${transport}`)).toEqual([
      'Firefox on Windows, operator, sse',
      'Chrome on Android, operator, sse',
      'curl, operator, poll',
    ]);
    expect(all.names?.[0]?.presenceId).toBe(hello.presenceId);
    expect(Math.abs((all.names?.[0]?.sinceMs ?? 0) - hello.t)).toBeLessThan(5_000);
    second.close();
    const left = await presenceWhere(first, ({ viewers }) => viewers === 2);
    expect(left.names?.map(({ name }) => name)).toEqual(['Firefox on Windows', 'curl']);
  });

  test('tells a long poll the same', async () => {
    const { url } = await serverForTest();
    const viewer = 'p'.repeat(22);
    const poll = async (after = '') => {
      const response = await fetch(`${url}/api/v1/poll?viewer=${viewer}&metrics=load&after=${after}`, {
        headers: { 'user-agent': 'curl/8.5.0' },
      });
      return v.parse(pollAnswerSchema, await response.json());
    };
    let answer = await poll();
    let presence: Presence | null = null;
    while (presence === null) {
      answer = await poll(answer.last);
      const event = answer.events.find((one) => one.event === 'presence');
      presence = event === undefined ? null : v.parse(presenceSchema, event.data);
    }
    expect(presence.names?.map(({ name, transport }) => [name, transport])).toEqual([['curl', 'poll']]);
  });

  test('tells a viewer numbers, and no name, id or time', async () => {
    const { url } = await serverForTest({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
    const stream = await watch(url, firefox);
    const { history, intervalMs, theme, ...presence } = await presenceWhere(stream, ({ viewers }) => viewers === 1);
    expect(history === undefined || typeof history === 'object').toBe(true);
    expect({ intervalMs, theme }).toEqual({ intervalMs: 1000, theme: 'auto' });
    expect(presence).toEqual({ viewers: 1, sse: 1, poll: 0 });
  });

  test('repeats nothing of a header that no browser sends', async () => {
    const { url } = await serverForTest();
    const stream = await watch(url, `<img src=x onerror=alert(1)> ${'x'.repeat(4_000)}`);
    const { names } = await presenceWhere(stream, ({ viewers }) => viewers === 1);
    expect(names?.map(({ name }) => name)).toEqual(['Unknown device']);
    const held = stream.received.filter(({ event }) => event === 'presence').map(({ data }) => data.length);
    expect(Math.max(...held)).toBeLessThan(600);
  });
});
