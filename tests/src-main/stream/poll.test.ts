import { describe, expect, test } from 'vitest';
import { helloSchema, gapSchema } from '../../../src-shared/protocol/events.ts';
import { Fault } from '../../../src-shared/fault.ts';
import * as v from 'valibot';
import { loadOf, makeHub, pollHub } from '../../support/hub-server.ts';
import { parsePolled, sampleOf } from '../../support/received-event.ts';

const viewer = 'V'.repeat(22);

function publish({ hub, clock }: ReturnType<typeof makeHub>, count: number): void {
  for (let n = 1; n <= count; n += 1) {
    clock.advance(1_000);
    hub.publishSample(clock.wallMs(), loadOf(n));
  }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (caught) {
    return caught instanceof Fault ? caught.code : String(caught);
  }
  return 'none';
}

describe('a long poll', () => {
  test('without an id answers at once with hello and the newest id', async () => {
    const made = makeHub();
    publish(made, 3);
    const answer = parsePolled(await pollHub(made.hub, { viewer, timeoutMs: 25_000, filter: { metrics: ['cpu'] } }));
    expect(answer).toMatchObject({ last: 'e1-3', more: false });
    expect(answer.events.map(({ event }) => event)).toEqual(['hello']);
    const hello = v.parse(helloSchema, JSON.parse(answer.events[0]?.data ?? ''));
    expect(hello).toMatchObject({ viewer, last: 'e1-3', filter: { metrics: ['cpu'] }, intervalMs: 1_000 });
  });

  test('answers at once with what it missed, in order', async () => {
    const made = makeHub();
    publish(made, 5);
    const answer = parsePolled(await pollHub(made.hub, { viewer, after: 'e1-2', timeoutMs: 25_000 }));
    expect(answer.events.map(({ id }) => id)).toEqual(['e1-3', 'e1-4', 'e1-5']);
    expect(answer).toMatchObject({ last: 'e1-5', more: false });
  });

  test('waits for the next event that its filter lets through', async () => {
    const made = makeHub();
    publish(made, 1);
    const promise = pollHub(made.hub, { viewer, after: 'e1-1', timeoutMs: 25_000, filter: { metrics: ['cpu'] } });
    publish(made, 2);
    made.hub.publishStored('alert', { of: 'cpu' });
    const answer = parsePolled(await promise);
    expect(answer.events).toEqual([
      { id: 'e1-4', event: 'alert', data: '{"of":"cpu"}' },
      { id: null, event: 'presence', data: '{"viewers":1,"sse":0,"poll":1}' },
    ]);
    expect(answer.last).toBe('e1-4');
  });

  test('is empty at the timeout, with the highest id examined', async () => {
    const made = makeHub();
    publish(made, 1);
    const promise = pollHub(made.hub, { viewer, after: 'e1-1', timeoutMs: 25_000, filter: { metrics: ['cpu'] } });
    publish(made, 7);
    made.clock.advance(25_000);
    expect(parsePolled(await promise)).toEqual({ events: [], last: 'e1-8', more: false });
    expect(made.hub.inner.subscribers.size).toBe(0);
  });

  test('is never held longer than 30 s', async () => {
    const made = makeHub();
    const promise = pollHub(made.hub, { viewer, after: 'e1-0', timeoutMs: 3_600_000 });
    made.clock.advance(30_000);
    expect(parsePolled(await promise).events).toEqual([]);
  });

  test('lets go of the hold when the asker has gone', async () => {
    const made = makeHub();
    const gone = new AbortController();
    const promise = pollHub(made.hub, { viewer, after: 'e1-0', timeoutMs: 30_000, signal: gone.signal });
    expect(made.hub.inner.subscribers.size).toBe(1);
    gone.abort();
    await promise;
    expect(made.hub.inner.subscribers.size).toBe(0);
    expect(made.hub.viewers.find(viewer, 'me')?.heldPolls).toBe(0);
    expect(await pollHub(made.hub, { viewer, after: 'e1-0', timeoutMs: 30_000, signal: gone.signal })).toContain('[]');
  });

  test('hands out a large backlog in bounded answers that say there is more', async () => {
    const made = makeHub();
    const values = { network: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`veth${String(n)}`, zero])) };
    for (let n = 0; n < 200; n += 1) made.hub.publishSample(made.clock.wallMs() + n, values);
    const ids: (string | null)[] = [];
    let after = 'e1-0';
    let answers = 0;
    for (let more = true; more; answers += 1) {
      const body = await pollHub(made.hub, { viewer, after });
      expect(body.length).toBeLessThan(300 * 1024);
      const answer = parsePolled(body);
      ids.push(...answer.events.map(({ id }) => id));
      ({ last: after, more } = answer);
    }
    expect(answers).toBeGreaterThan(3);
    expect(ids).toEqual(Array.from({ length: 200 }, (_, n) => `e1-${String(n + 1)}`));
  });

  test.each([
    ['of another start of the server', 'zz9-2'],
    ['of an event that has not happened', 'e1-99'],
  ])('after an id %s says that nothing before the ring is known, and gives the whole ring', async (_, after) => {
    const made = makeHub();
    publish(made, 3);
    const answer = parsePolled(await pollHub(made.hub, { viewer, after }));
    expect(answer.events.map(({ event }) => event)).toEqual(['gap', 'sample', 'sample', 'sample']);
    const [gap, first] = answer.events;
    expect(v.parse(gapSchema, JSON.parse(gap?.data ?? ''))).toEqual({ from: null, to: sampleAt(first) });
    expect(made.hub.figures().replays).toBe(1);
  });

  test('after an id that the ring has forgotten names the gap from that event to the oldest sample', async () => {
    const made = makeHub({ ringBytes: 2_000 });
    const startMs = made.clock.wallMs();
    publish(made, 500);
    const oldest = made.hub.inner.ring.firstSeq;
    const answer = parsePolled(await pollHub(made.hub, { viewer, after: 'e1-100' }));
    expect(answer.events[0]).toMatchObject({
      event: 'gap',
      data: JSON.stringify({ from: startMs + 100_000, to: startMs + oldest * 1_000 }),
    });
    expect(answer.events.slice(1).map(({ id }) => id)).toEqual(
      Array.from({ length: 500 - oldest + 1 }, (_, n) => `e1-${String(oldest + n)}`),
    );
  });

  test('of another epoch ends the gap now while there is no sample yet', async () => {
    const made = makeHub();
    const answer = parsePolled(await pollHub(made.hub, { viewer, after: 'zz9-2' }));
    expect(answer).toEqual({
      events: [{ id: null, event: 'gap', data: JSON.stringify({ from: null, to: made.clock.wallMs() }) }],
      last: 'e1-0',
      more: false,
    });
  });

  test('brings gaps at once and presence with other news, also from between two polls, and none twice', async () => {
    const made = makeHub();
    await pollHub(made.hub, { viewer });
    made.clock.advance(0);
    const presence = { id: null, event: 'presence', data: '{"viewers":1,"sse":0,"poll":1}' };
    expect(parsePolled(await timedOut(made)).events).toEqual([]);
    made.hub.publishStored('note', {});
    const note = { id: 'e1-1', event: 'note', data: '{}' };
    expect(parsePolled(await pollHub(made.hub, { viewer, after: 'e1-0' })).events).toEqual([note, presence]);
    const held = pollHub(made.hub, { viewer, after: 'e1-1', timeoutMs: 25_000 });
    made.hub.announce('gap', { from: 1, to: 2 });
    expect(parsePolled(await held).events).toEqual([{ id: null, event: 'gap', data: '{"from":1,"to":2}' }]);
    expect(parsePolled(await timedOut(made)).events).toEqual([]);
  });

  test('brings no announcement from before the viewer began to poll', async () => {
    const made = makeHub();
    made.hub.announce('gap', { from: 1, to: 2 });
    expect(parsePolled(await timedOut(made)).events).toEqual([]);
  });

  test('refuses an id that is none, and more polls than a page can mean', async () => {
    const { hub } = makeHub();
    expect(await codeOf(pollHub(hub, { viewer, after: "1' OR 1" }))).toBe('invalid_query');
    const held = Array.from({ length: 16 }, () => pollHub(hub, { viewer, after: 'e1-0', timeoutMs: 30_000 }));
    expect(await codeOf(pollHub(hub, { viewer, after: 'e1-0' }))).toBe('too_many');
    hub.publishStored('note', {});
    await Promise.all(held);
    expect(await codeOf(pollHub(hub, { viewer, after: 'e1-0' }))).toBe('none');
  });

  test('ends with bye when the server goes, and is refused from then on', async () => {
    const { hub, clock } = makeHub();
    const answered = new AbortController();
    const held = pollHub(hub, { viewer, after: 'e1-0', timeoutMs: 30_000, signal: answered.signal });
    const closed = hub.close('shutdown');
    expect(parsePolled(await held).events).toEqual([{ id: null, event: 'bye', data: '{"reason":"shutdown"}' }]);
    expect(await codeOf(pollHub(hub, { viewer }))).toBe('shutting_down');
    expect(clock.pending()).toBe(1);
    answered.abort();
    await closed;
    expect(clock.pending()).toBe(0);
  });

  test('does not keep the server from ending when its answer does not leave', async () => {
    const { hub, clock } = makeHub();
    const held = pollHub(hub, { viewer, after: 'e1-0', timeoutMs: 30_000 });
    const closed = hub.close('shutdown');
    await held;
    clock.advance(1_000);
    await closed;
  });

  test('counts its viewer as polling until 35 s after the last answer', async () => {
    const { hub, clock } = makeHub();
    await pollHub(hub, { viewer });
    expect(hub.presence()).toEqual({ viewers: 1, sse: 0, poll: 1 });
    clock.advance(34_999);
    expect(hub.presence().poll).toBe(1);
    clock.advance(1);
    expect(hub.presence()).toEqual({ viewers: 0, sse: 0, poll: 0 });
  });
});

const zero = { received: 0, sent: 0, packetsReceived: 0, packetsSent: 0, errors: 0 };

function sampleAt(event: Parameters<typeof sampleOf>[0] | undefined): number {
  if (event === undefined) throw new Error('no event');
  return sampleOf(event).t;
}

/** A poll that finds nothing: held for a moment of the test's clock. */
async function timedOut({ hub, clock }: ReturnType<typeof makeHub>): Promise<string> {
  const promise = pollHub(hub, { viewer, after: `e1-${String(hub.inner.ring.lastSeq)}`, timeoutMs: 10 });
  clock.advance(10);
  return promise;
}
