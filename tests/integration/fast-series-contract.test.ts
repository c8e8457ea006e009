import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { helloSchema, pollAnswerSchema, sampleSchema } from '../../src-shared/protocol/events.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { openEventStream, type EventStream } from '../support/event-stream.ts';
import { sampleOf, type ReceivedEvent } from '../support/received-event.ts';

const viewer = 'f'.repeat(22);

async function watch(address: string): Promise<EventStream> {
  const stream = await openEventStream(address);
  onTestFinished(() => {
    stream.close();
  });
  return stream;
}

const isFast = (event: ReceivedEvent) => event.event === 'sample' && sampleOf(event).everyMs !== undefined;
const isOrdinary = (event: ReceivedEvent) => event.event === 'sample' && !isFast(event);

async function command(url: string, what: object): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'c1', ...what }),
  });
  return await response.json();
}

const setFilter = (url: string, filter: object) => command(url, { type: 'filter.set', viewer, filter });

/** Waits for so many events of a kind. */
async function take(stream: EventStream, count: number, fits: (event: ReceivedEvent) => boolean) {
  const taken: ReceivedEvent[] = [];
  while (taken.length < count) taken.push(...(await stream.takeUntil(fits)).filter(fits));
  return taken;
}

describe('the fast series over real sockets', () => {
  test('goes to the viewer that asked alone; the others keep their pace and their values, and so does the asker', async () => {
    const { url } = await serverForTest();
    const asked = await watch(`${url}/api/v1/events?viewer=${viewer}&metrics=cpu`);
    const plain = await watch(`${url}/api/v1/events`);
    await Promise.all([asked, plain].map((stream) => stream.takeUntil(isOrdinary)));
    expect(await setFilter(url, { metrics: ['cpu'], fast: ['cpu'] })).toMatchObject({
      ok: true,
      result: { filter: { metrics: ['cpu'], fast: ['cpu'] } },
    });
    const fast = (await take(asked, 20, isFast)).map(sampleOf);
    for (const { t, everyMs, m } of fast) {
      expect([everyMs, t % 100, Object.keys(m)]).toEqual([100, 0, ['cpu']]);
    }
    const ends = fast.map(({ t }) => t);
    expect([...new Set(ends)].toSorted((a, b) => a - b)).toEqual(ends);
    const ticks = await take(asked, 2, isOrdinary);
    await plain.takeUntil(({ id }) => id === ticks.at(-1)?.id);
    // What both got of a tick is the same, and nothing came to the other one in between.
    for (const tick of ticks) {
      const theirs = plain.received.find(({ id }) => id === tick.id);
      expect(theirs === undefined ? null : sampleOf(theirs).m.cpu).toEqual(sampleOf(tick).m.cpu);
    }
    expect(plain.received.filter(isFast)).toEqual([]);
    await setFilter(url, { metrics: ['cpu'] });
    // What was sent before the change may still be under way: a note that is pinned after it comes behind all that.
    await command(url, { type: 'note.add', t: Date.now(), text: 'enough' });
    const isNote = ({ event }: ReceivedEvent) => event === 'note';
    await asked.takeUntil(isNote);
    await take(asked, 2, isOrdinary);
    expect(asked.received.slice(asked.received.findIndex(isNote)).filter(isFast)).toEqual([]);
  });

  test('comes by long polls as well, with ids to go on after', async () => {
    const { url } = await serverForTest();
    const ask = async (after: string) => {
      const query = new URLSearchParams({ viewer, metrics: 'load', fast: 'cpu,memory', after });
      const response = await fetch(`${url}/api/v1/poll?${query.toString()}`);
      return v.parse(pollAnswerSchema, await response.json());
    };
    let { last } = await ask('');
    const ids: string[] = [];
    const seen = new Set<string>();
    while (ids.length < 20) {
      const answer = await ask(last);
      last = answer.last;
      for (const { id, data } of answer.events) {
        const sample = v.safeParse(sampleSchema, data);
        if (!sample.success || sample.output.everyMs === undefined) continue;
        ids.push(id ?? 'none');
        for (const metric of Object.keys(sample.output.m)) seen.add(metric);
      }
    }
    expect(seen).toEqual(new Set(['cpu', 'memory']));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z0-9]+-\d+$/u.test(id))).toBe(true);
  });

  test('is never seen by history, scrapers or alerts', async () => {
    const { url } = await serverForTest();
    const asked = await watch(`${url}/api/v1/events?viewer=${viewer}&metrics=cpu&fast=cpu`);
    const fast = (await take(asked, 25, isFast)).map(sampleOf);
    const ordinary = asked.received.filter(isOrdinary).map(sampleOf);
    const [from, to] = [ordinary[0]?.t ?? 0, (fast.at(-1)?.t ?? 0) + 1];
    const response = await fetch(
      `${url}/api/v1/history?series=cpu.total&from=${String(from)}&to=${String(to)}&points=2000`,
    );
    const history = v.parse(
      v.object({ series: v.array(v.object({ avg: v.array(v.nullable(v.number())) })) }),
      await response.json(),
    );
    const stored = history.series.flatMap(({ avg }) => avg).filter((value) => value !== null);
    expect(stored.length).toBeLessThanOrEqual(ordinary.length + 1);
    expect(stored.length).toBeGreaterThan(0);
  });

  test('is for operators; a viewer is told so, until the setting allows it', async () => {
    const refused = await serverForTest({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
    const stream = await watch(`${refused.url}/api/v1/events?viewer=${viewer}`);
    const hello = v.parse(helloSchema, JSON.parse((await stream.takeUntil(() => true)).at(-1)?.data ?? ''));
    expect(hello.fast).toBeUndefined();
    expect(await setFilter(refused.url, { metrics: ['load'], fast: ['cpu'] })).toMatchObject({
      ok: true,
      result: { filter: { metrics: ['load'] }, fastLeftOut: expect.stringContaining('viewerFocus') },
    });
    const allowed = await serverForTest({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer', LANPULSE_VIEWER_FOCUS: 'on' } });
    const guest = await watch(`${allowed.url}/api/v1/events?viewer=${viewer}&metrics=load&fast=cpu`);
    await take(guest, 3, isFast);
  });
});
