import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { presenceSchema, type Presence } from '../../../src-shared/protocol/events.ts';
import { createPresenceTeller } from '../../../src-main/stream/presence.ts';
import type { HistoryNotice } from '../../../src-shared/protocol/history-status.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { makeHub, pollHub } from '../../support/hub-server.ts';
import { parsePolled } from '../../support/received-event.ts';

const parse = (data: string): Presence => v.parse(v.pipe(v.string(), v.parseJson(), presenceSchema), data);

function make() {
  const clock = createFakeClock();
  const told: [number, Presence][] = [];
  const state = { sse: 0, poll: 0, counted: 0 };
  const teller = createPresenceTeller(
    clock,
    () => {
      state.counted += 1;
      return { viewers: state.sse + state.poll, sse: state.sse, poll: state.poll };
    },
    (presence) => told.push([clock.monotonicMs(), presence]),
  );
  return { clock, told, state, teller };
}

describe('presence', () => {
  test('is told at once, and then at most once a second with the newest counts', () => {
    const { clock, told, state, teller } = make();
    for (let step = 0; step < 300; step += 1) {
      state.sse += 1;
      teller.changed(true);
      clock.advance(10);
    }
    clock.advance(1_000);
    expect(told.map(([at, { sse }]) => [at, sse])).toEqual([
      [0, 1],
      [1_000, 100],
      [2_000, 200],
      [3_000, 300],
    ]);
    expect(state.counted).toBe(4);
  });

  test('is not repeated when nothing changed, but told to somebody who joined', () => {
    const { clock, told, state, teller } = make();
    state.poll = 1;
    teller.changed(true);
    clock.advance(5_000);
    teller.changed(false);
    clock.advance(5_000);
    expect(told).toHaveLength(1);
    teller.changed(true);
    clock.advance(0);
    expect(told).toHaveLength(2);
  });

  test('is not told after the end', () => {
    const { clock, told, teller } = make();
    teller.changed(true);
    teller.close();
    teller.changed(true);
    clock.advance(5_000);
    expect(told).toEqual([]);
    expect(clock.pending()).toBe(0);
  });

  test('counts over viewers only where it may have changed: not while streams stay, but when a poller is gone', async () => {
    let censuses = 0;
    const nameOf = () => {
      censuses += 1;
      return null;
    };
    const { hub, clock } = makeHub({ nameOf });
    const stays = hub.viewers.open({ owner: 'me', role: 'viewer', filter: {} });
    hub.inner.connections.streamOpened(stays);
    await pollHub(hub);
    clock.advance(2_000);
    const counted = () => hub.inner.announcements.after(0).map(({ for: { viewer } }) => viewer.frame.event.toString());
    expect(counted().at(-1)).toContain('{"viewers":2,"sse":1,"poll":1}');
    const before = censuses;
    clock.advance(20_000);
    expect(censuses).toBe(before);
    clock.advance(40_000);
    expect(counted().at(-1)).toContain('{"viewers":1,"sse":1,"poll":0}');
  });

  test('is told anew where a poller had to make room, and where one polls in another role', async () => {
    const { hub, clock } = makeHub({ mostViewers: 2 });
    const [one, two] = ['o'.repeat(22), 't'.repeat(22)];
    await pollHub(hub, { viewer: one, role: 'operator' });
    await pollHub(hub, { viewer: two });
    clock.advance(2_000);
    const newest = () => parse(hub.inner.announcements.after(0).at(-1)?.for.operator.json ?? '');
    expect(newest()).toMatchObject({ viewers: 2, names: [{ role: 'operator' }, { role: 'viewer' }] });
    await pollHub(hub, { viewer: two, role: 'operator' });
    clock.advance(2_000);
    expect(newest()).toMatchObject({ viewers: 2, names: [{ role: 'operator' }, { role: 'operator' }] });
    hub.viewers.open({ owner: 'me', role: 'viewer', filter: {} });
    clock.advance(2_000);
    expect(newest()).toMatchObject({ viewers: 1 });
  });

  test('says to operators that pairing is locked, and when it is no more, without anybody saying so', async () => {
    let until: number | null = null;
    const { hub, clock } = makeHub({ pairingLock: () => ({ until, wrongCodes: 10 }) });
    const viewer = 'v'.repeat(22);
    await pollHub(hub, { viewer, role: 'operator' });
    clock.advance(2_000);
    const pairing = async () => {
      hub.publishStored('note', {});
      const { events } = parsePolled(await pollHub(hub, { viewer, role: 'operator', after: 'e1-0' }));
      return events.filter(({ event }) => event === 'presence').map(({ data }) => parse(data).pairing);
    };
    await pairing();
    until = clock.wallMs() + 60_000;
    hub.presenceChanged();
    clock.advance(10_000);
    expect(await pairing()).toEqual([{ until, wrongCodes: 10 }]);
    until = null;
    clock.advance(10_000);
    expect(await pairing()).toEqual([undefined]);
  });

  test('carries what is known of the history, and is told again when that changes', async () => {
    let history: HistoryNotice = { state: { kind: 'keeping' }, news: [] };
    const { hub, clock } = makeHub({ history: () => history });
    const viewer = 'v'.repeat(22);
    await pollHub(hub, { viewer });
    clock.advance(2_000);
    history = { ...history, state: { kind: 'paused', sinceMs: 1, reason: 'the disk is full.' } };
    hub.presenceChanged();
    clock.advance(2_000);
    hub.publishStored('note', {});
    const { events } = parsePolled(await pollHub(hub, { viewer, after: 'e1-0' }));
    const presence = events.find(({ event }) => event === 'presence');
    expect(JSON.parse(presence?.data ?? '')).toEqual({ viewers: 1, sse: 0, poll: 1, history });
  });
});
