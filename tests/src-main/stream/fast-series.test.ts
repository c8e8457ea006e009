import { describe, expect, onTestFinished, test } from 'vitest';
import type { MetricId, MetricValues } from '../../../src-shared/metrics/registry.ts';
import type { Role } from '../../../src-shared/protocol/events.ts';
import { parseFilter } from '../../../src-shared/protocol/filter.ts';
import { openEventStream } from '../../support/event-stream.ts';
import { makeHub, pollHub, startHubServer } from '../../support/hub-server.ts';
import { parsePolled, sampleOf, type ReceivedEvent } from '../../support/received-event.ts';

const viewer = 'V'.repeat(22);
const other = 'W'.repeat(22);

const cpuOf = (total: number): Partial<MetricValues> => ({
  cpu: { total, user: null, system: null, iowait: null, steal: null, cores: [] },
});

/** A hub that offers some metrics, and what it was told to read. */
function offering(metrics: readonly MetricId[] = ['cpu', 'memory'], choice = { toViewers: false, serverMs: 1_000 }) {
  const told: (readonly MetricId[])[] = [];
  const options = {
    fast: { metrics: () => metrics, toViewers: () => choice.toViewers },
    serverIntervalMs: () => choice.serverMs,
    onFast: (wanted: readonly MetricId[]) => told.push(wanted),
  };
  return { told, options, choice };
}

const open = (hub: ReturnType<typeof makeHub>['hub'], id: string, fast: MetricId[], role: Role = 'operator') =>
  hub.viewers.open({ id, owner: 'me', role, filter: { fast } });

/** Samples by what they are of: `t` of the ordinary ones, `t/everyMs` of the fast ones. */
const kinds = (events: readonly ReceivedEvent[]) =>
  events
    .filter(({ event }) => event === 'sample')
    .map((event) => {
      const { t, everyMs } = sampleOf(event);
      return everyMs === undefined ? String(t) : `${String(t)}/${String(everyMs)}`;
    });

describe('the fast series', () => {
  test('reaches the viewer that asked, and nobody else', async () => {
    const server = await startHubServer(offering().options);
    onTestFinished(() => server.stop());
    const asked = await openEventStream(server.url({ viewer, filter: '{"metrics":["load"],"fast":["cpu"]}' }));
    const plain = await openEventStream(server.url({ viewer: other }));
    await Promise.all([asked, plain].map((stream) => stream.take(1)));
    server.hub.publishFast(100, 100, cpuOf(1));
    server.hub.publishFast(200, 100, cpuOf(2));
    server.hub.publishSample(1_000, { ...cpuOf(3), load: { one: 1, five: 1, fifteen: 1 } });
    await Promise.all([asked, plain].map((stream) => stream.takeUntil(({ id }) => id === 'e1-3')));
    expect(kinds(asked.received)).toEqual(['100/100', '200/100', '1000']);
    expect(asked.received.filter(({ id }) => id !== null).map(({ id }) => id)).toEqual(['e1-1', 'e1-2', 'e1-3']);
    expect(sampleOf(asked.received[1] ?? none).m).toMatchObject(cpuOf(1));
    expect(kinds(plain.received)).toEqual(['1000']);
    expect(plain.received.map(({ data }) => data).join('')).not.toContain('everyMs');
    for (const stream of [asked, plain]) stream.close();
  });

  test('begins and ends with the filter, from the next reading on', async () => {
    const server = await startHubServer(offering().options);
    onTestFinished(() => server.stop());
    const stream = await openEventStream(server.url({ viewer }));
    await stream.take(1);
    const mine = server.hub.viewers.find(viewer, 'me');
    if (mine === undefined) throw new Error('The viewer is not there.');
    server.hub.publishFast(100, 100, cpuOf(1));
    server.hub.viewers.setFilter(mine, { fast: ['cpu'] });
    server.hub.publishFast(200, 100, cpuOf(2));
    server.hub.viewers.setFilter(mine, {});
    server.hub.publishFast(300, 100, cpuOf(3));
    server.hub.publishStored('note', {});
    await stream.takeUntil(({ event }) => event === 'note');
    expect(kinds(stream.received)).toEqual(['200/100']);
    stream.close();
  });

  test('is replayed after a drop, and opens no window of a slower viewer', async () => {
    const { hub } = makeHub(offering().options);
    const filter = { metrics: ['cpu' as const], intervalMs: 10_000, fast: ['cpu' as const] };
    await pollHub(hub, { viewer, filter, role: 'operator' });
    hub.publishSample(9_000, cpuOf(1));
    hub.publishFast(10_000, 100, cpuOf(2));
    hub.publishSample(10_500, cpuOf(3));
    hub.publishSample(11_500, cpuOf(4));
    const { events, last } = parsePolled(await pollHub(hub, { viewer, after: 'e1-0', role: 'operator' }));
    expect(kinds(events)).toEqual(['9000', '10000/100', '10500']);
    expect(last).toBe('e1-4');
    const plain = parsePolled(await pollHub(hub, { viewer: other, after: 'e1-0' }));
    expect(kinds(plain.events)).toEqual(['9000', '10500', '11500']);
  });

  test('comes to a poll several at a time, and waits for nobody when something else comes', async () => {
    const { hub, clock } = makeHub(offering().options);
    open(hub, viewer, ['cpu']);
    const held = pollHub(hub, { viewer, after: 'e1-0', timeoutMs: 5_000, role: 'operator' });
    for (const t of [100, 200, 300]) {
      hub.publishFast(t, 100, cpuOf(t));
      // Not this viewer's.
      hub.publishFast(t, 100, { load: { one: 1, five: 1, fifteen: 1 } });
      clock.advance(100);
    }
    const first = parsePolled(await held);
    expect(kinds(first.events)).toEqual(['100/100', '200/100', '300/100']);
    expect(first.last).toBe('e1-6');
    const next = pollHub(hub, { viewer, after: first.last, timeoutMs: 5_000, role: 'operator' });
    hub.publishFast(400, 100, cpuOf(4));
    hub.publishSample(1_000, cpuOf(5));
    const second = parsePolled(await next);
    expect(kinds(second.events)).toEqual(['400/100', '1000']);
    expect(second.last).toBe('e1-8');
  });

  test('moves on also the polls of those who have nothing of it', async () => {
    const { hub, clock } = makeHub(offering().options);
    open(hub, viewer, ['cpu']);
    const held = pollHub(hub, { viewer: other, after: 'e1-0', timeoutMs: 5_000 });
    hub.publishFast(100, 100, cpuOf(1));
    clock.advance(5_000);
    expect(parsePolled(await held)).toMatchObject({ events: [], last: 'e1-1' });
  });

  test('is replayed for a minute, and takes no room in the ring after it', async () => {
    const { hub, clock } = makeHub(offering().options);
    open(hub, viewer, ['cpu']);
    hub.publishSample(1_000, cpuOf(1));
    const [weight] = [hub.inner.ring.bytes];
    hub.publishFast(1_100, 100, cpuOf(2));
    const replayed = async () =>
      kinds(parsePolled(await pollHub(hub, { viewer, after: 'e1-0', role: 'operator' })).events);
    clock.advance(60_000);
    hub.publishSample(2_000, cpuOf(3));
    expect(await replayed()).toEqual(['1000', '1100/100', '2000']);
    clock.advance(1);
    hub.publishSample(3_000, cpuOf(4));
    expect(await replayed()).toEqual(['1000', '2000', '3000']);
    expect(hub.inner.ring.bytes).toBe(3 * weight);
  });

  test('that waits for a poll is given at its timeout, and never twice', async () => {
    const { hub, clock } = makeHub(offering().options);
    open(hub, viewer, ['cpu']);
    const held = pollHub(hub, { viewer, after: 'e1-0', timeoutMs: 100, role: 'operator' });
    hub.publishFast(100, 100, cpuOf(1));
    clock.advance(100);
    const { events, last } = parsePolled(await held);
    expect(kinds(events)).toEqual(['100/100']);
    expect(last).toBe('e1-1');
  });

  test('does not pile up for a reader that stands still', async () => {
    const server = await startHubServer(offering(['network']).options);
    onTestFinished(() => server.stop());
    const stream = await openEventStream(server.url({ viewer, filter: '{"metrics":[],"fast":["network"]}' }));
    await stream.take(1);
    stream.stall();
    const zero = { received: 0, sent: 0, packetsReceived: 0, packetsSent: 0, errors: 0 };
    const network = Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`veth${String(n)}`, zero]));
    for (let n = 1; n <= 400 && server.hub.figures().drops === 0; n += 1) {
      server.hub.publishFast(n * 100, 100, { network });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.hub.figures().drops).toBe(1);
    stream.close();
  });
});

const none: ReceivedEvent = { id: null, event: '', data: '' };

describe('who may have it', () => {
  test('an operator; a viewer where the setting says so, and else is told why not', () => {
    const { options, choice } = offering();
    const { hub } = makeHub(options);
    const operator = open(hub, viewer, ['cpu']);
    expect(operator.filter).toEqual({ fast: ['cpu'] });
    const guest = open(hub, other, ['cpu'], 'viewer');
    expect(guest.filter).toEqual({});
    const refused = hub.viewers.setFilter(guest, { metrics: ['load'], fast: ['cpu'] });
    expect(refused).toMatchObject({ filter: { metrics: ['load'] }, fastLeftOut: expect.stringMatching(/operators/u) });
    choice.toViewers = true;
    hub.filtersChanged();
    expect(guest.filter).toEqual({ metrics: ['load'], fast: ['cpu'] });
    expect(hub.viewers.setFilter(guest, { fast: ['cpu'] })).not.toHaveProperty('fastLeftOut');
  });

  test('loses it with the role', () => {
    const { hub } = makeHub(offering().options);
    open(hub, viewer, ['cpu']);
    expect(open(hub, viewer, [], 'viewer').filter).toEqual({});
  });

  test('nobody for what the machine cannot read so, or reads at that pace already', () => {
    const { options, choice } = offering(['cpu']);
    const { hub } = makeHub(options);
    const mine = open(hub, viewer, []);
    const both = hub.viewers.setFilter(mine, { fast: ['cpu', 'memory'] });
    expect(both).toMatchObject({ filter: { fast: ['cpu'] }, fastLeftOut: expect.stringMatching(/"memory"/u) });
    choice.serverMs = 100;
    hub.filtersChanged();
    expect(mine.filter).toEqual({});
    expect(hub.viewers.setFilter(mine, { fast: ['cpu'] }).fastLeftOut).toMatch(/every 100 ms already/u);
  });

  test('is told at the beginning, and when it changes', async () => {
    const { options, choice } = offering();
    const { hub, clock } = makeHub(options);
    const hello = parsePolled(await pollHub(hub, { viewer, role: 'operator' })).events[0]?.data ?? '';
    expect(JSON.parse(hello)).toMatchObject({ fast: ['cpu', 'memory'] });
    const guest = parsePolled(await pollHub(hub, { viewer: other, role: 'viewer' })).events[0]?.data ?? '';
    expect(JSON.parse(guest)).not.toHaveProperty('fast');
    choice.toViewers = true;
    hub.filtersChanged();
    clock.advance(1_000);
    hub.publishStored('note', {});
    const { events } = parsePolled(await pollHub(hub, { viewer: other, after: 'e1-0', role: 'viewer' }));
    expect(JSON.parse(events.at(-1)?.data ?? '')).toMatchObject({ fast: ['cpu', 'memory'] });
  });
});

describe('what is read faster', () => {
  test('is what some viewer that is there asks for, told when it changes', () => {
    const { told, options } = offering();
    const { hub, clock } = makeHub(options);
    const mine = open(hub, viewer, ['cpu']);
    open(hub, other, ['memory', 'cpu']);
    expect(told).toEqual([['cpu'], ['cpu', 'memory']]);
    // Neither is connected: they may come back for a while.
    clock.advance(4_000);
    expect(told).toHaveLength(2);
    clock.advance(6_000);
    expect(told.slice(2)).toEqual([[]]);
    hub.inner.connections.streamOpened(mine);
    expect(told.at(-1)).toEqual(['cpu']);
    clock.advance(60_000);
    expect(told.at(-1)).toEqual(['cpu']);
    hub.viewers.setFilter(mine, {});
    expect(told.at(-1)).toEqual([]);
  });

  test('ends with the owner’s viewers', () => {
    const { told, options } = offering();
    const { hub } = makeHub(options);
    open(hub, viewer, ['cpu']);
    hub.viewers.forgetOwner('me');
    expect(told).toEqual([['cpu'], []]);
  });
});

describe('the filter', () => {
  test('names at most two metrics that can be read fast', () => {
    expect(parseFilter({ fast: ['cpu', 'network'] })).toEqual({ fast: ['cpu', 'network'] });
    expect(() => parseFilter({ fast: ['cpu', 'memory', 'disk'] })).toThrow(/more than 2/u);
    expect(() => parseFilter({ fast: ['processes'] })).toThrow(/may hold cpu, memory, disk, network only/u);
    expect(() => parseFilter({ fast: 'cpu' })).toThrow(/"fast"/u);
  });
});
