import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { helloSchema, presenceSchema, type Presence } from '../../../src-shared/protocol/events.ts';
import type { Frame } from '../../../src-main/stream/frame.ts';
import { makeHub, pollHub, startHubServer, type HubServer } from '../../support/hub-server.ts';
import { openEventStream, type EventStream } from '../../support/event-stream.ts';
import { parsePolled } from '../../support/received-event.ts';

const parse = <Output>(schema: v.GenericSchema<unknown, Output>, data: string): Output =>
  v.parse(v.pipe(v.string(), v.parseJson(), schema), data);

async function serve(): Promise<HubServer> {
  const server = await startHubServer();
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

async function watch(server: HubServer, query: Readonly<Record<string, string>>) {
  const stream = await openEventStream(server.url(query));
  const [hello] = await stream.takeUntil(({ event }) => event === 'hello');
  return { stream, hello: parse(helloSchema, hello?.data ?? '') };
}

/** Lets the second pass in which presence waits, and gives what the stream is told then. */
async function nextPresence(server: HubServer, stream: EventStream): Promise<Presence> {
  server.clock.advance(1_000);
  const events = await stream.takeUntil(({ event }) => event === 'presence');
  return parse(presenceSchema, events.at(-1)?.data ?? '');
}

describe('who watches', () => {
  test('is told to operators by name, and to viewers in numbers only', async () => {
    const server = await serve();
    const operator = await watch(server, { role: 'operator', device: 'Firefox on Linux' });
    const beganMs = server.clock.wallMs();
    await nextPresence(server, operator.stream);
    const viewer = await watch(server, { role: 'viewer', device: 'Chrome on Android' });
    const [told, counted] = await Promise.all([
      nextPresence(server, operator.stream),
      nextPresence(server, viewer.stream),
    ]);
    expect(told).toMatchObject({ viewers: 2, sse: 2, poll: 0 });
    expect(told.names).toEqual([
      {
        presenceId: operator.hello.presenceId,
        name: 'Firefox on Linux',
        role: 'operator',
        transport: 'sse',
        sinceMs: beganMs,
      },
      {
        presenceId: viewer.hello.presenceId,
        name: 'Chrome on Android',
        role: 'viewer',
        transport: 'sse',
        sinceMs: beganMs + 1_000,
      },
    ]);
    expect(counted).toEqual({ viewers: 2, sse: 2, poll: 0 });
    const wire = operator.stream.received.map(({ event, data }) => (event === 'presence' ? data : '')).join('');
    expect(wire).not.toContain(operator.hello.viewer);
    expect(wire).not.toContain(viewer.hello.viewer);
  });

  test('counts and names pollers, and forgets who left', async () => {
    const server = await serve();
    const { stream } = await watch(server, { device: 'Firefox on Linux' });
    await nextPresence(server, stream);
    await pollHub(server.hub, { device: 'curl' });
    const told = await nextPresence(server, stream);
    expect(told.names?.map(({ name, role, transport }) => [name, role, transport])).toEqual([
      ['Firefox on Linux', 'operator', 'sse'],
      ['curl', 'viewer', 'poll'],
    ]);
    const other = await watch(server, { device: 'Safari on iPhone' });
    expect((await nextPresence(server, stream)).names).toHaveLength(3);
    other.stream.close();
    await expect.poll(() => server.hub.presence().viewers).toBe(2);
    const left = await nextPresence(server, stream);
    expect(left.names?.map(({ name }) => name)).toEqual(['Firefox on Linux', 'curl']);
  });

  test('is told again when one leaves and another comes in the same second', async () => {
    const made = makeHub();
    const watcher = 'w'.repeat(22);
    const names = async () => {
      made.hub.publishStored('note', {});
      const { events } = parsePolled(await pollHub(made.hub, { viewer: watcher, role: 'operator', after: 'e1-0' }));
      return events.filter(({ event }) => event === 'presence').map(({ data }) => parse(presenceSchema, data).names);
    };
    await pollHub(made.hub, { viewer: watcher, role: 'operator', device: 'Edge on Windows' });
    const first = made.hub.viewers.open({ owner: 'me', role: 'viewer', filter: {}, device: 'Chrome on Android' });
    made.hub.inner.connections.streamOpened(first);
    made.clock.advance(1_000);
    expect((await names())[0]?.map(({ name }) => name)).toEqual(['Edge on Windows', 'Chrome on Android']);
    made.hub.inner.connections.streamClosed(first);
    const second = made.hub.viewers.open({ owner: 'me', role: 'viewer', filter: {}, device: 'Safari on iPad' });
    made.hub.inner.connections.streamOpened(second);
    made.clock.advance(1_000);
    expect((await names())[0]?.map(({ name }) => name)).toEqual(['Edge on Windows', 'Safari on iPad']);
  });

  test('keeps the time at which a screen came over a drop of less than a minute', async () => {
    const server = await serve();
    const viewer = 'v'.repeat(22);
    const { stream } = await watch(server, {});
    const first = await watch(server, { viewer, device: 'Chrome on Android' });
    const before = (await nextPresence(server, stream)).names?.[1];
    first.stream.close();
    await expect.poll(() => server.hub.presence().viewers).toBe(1);
    expect((await nextPresence(server, stream)).names).toHaveLength(1);
    await watch(server, { viewer, device: 'Chrome on Android' });
    expect((await nextPresence(server, stream)).names?.[1]).toEqual(before);
  });

  test('names 50 at most, those that have watched longest', async () => {
    const server = await serve();
    const { stream, hello } = await watch(server, {});
    for (let n = 0; n < 60; n += 1) await pollHub(server.hub, { device: `curl ${String(n)}` });
    const told = await nextPresence(server, stream);
    expect(told.viewers).toBe(61);
    expect(told.names).toHaveLength(50);
    expect(told.names?.[0]?.presenceId).toBe(hello.presenceId);
    expect(told.names?.at(-1)?.name).toBe('curl 48');
  });

  test('is written once for each role, however many there are', () => {
    const { hub, clock } = makeHub();
    const frames = new Set<Frame>();
    for (let n = 0; n < 20; n += 1) {
      const viewer = hub.viewers.open({ owner: 'me', role: n % 2 === 0 ? 'viewer' : 'operator', filter: {} });
      hub.inner.subscribers.add({
        viewer,
        stored: () => undefined,
        announced: (announcement) => frames.add(announcement.for[viewer.role].frame),
        end: () => Promise.resolve(),
      });
      hub.inner.connections.streamOpened(viewer);
    }
    clock.advance(0);
    expect(frames.size).toBe(2);
  });
});
