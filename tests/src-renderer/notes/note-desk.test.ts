import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FetchNotes } from '../../../src-renderer/link/fetch-notes.ts';
import type { Link, LinkListener } from '../../../src-renderer/link/link.ts';
import { createNoteDesk } from '../../../src-renderer/notes/note-desk.svelte.ts';
import { createDashboard } from '../../../src-renderer/state/dashboard.svelte.ts';
import type { TimeRange } from '../../../src-renderer/state/time-range.ts';
import { Fault } from '../../../src-shared/fault.ts';
import type { Note } from '../../../src-shared/protocol/note.ts';
import { eventOf, helloData } from '../link/events-of-a-stream.ts';

const startMs = 1_700_000_000_000;
const note = (id: string, t: number): Note => ({ id, t, text: id, by: 'x' });
const past = (from: number, to: number): TimeRange => ({ startMs: from, endMs: to, live: false });

const history = { state: { kind: 'keeping' }, news: [], usedBytes: 0, capBytes: 0, tiers: [] };

function setUp(role: 'viewer' | 'operator' = 'operator') {
  const told: LinkListener[] = [];
  const send = vi.fn<Link['send']>(() => Promise.resolve({}));
  const nothing = () => undefined;
  const dashboard = createDashboard({
    filter: {},
    windowMs: 300_000,
    fixed: null,
    fetchHistory: () => new Promise(() => undefined),
    onRange: nothing,
    onSettings: nothing,
    connect: (_filter, listener) => {
      told.push(listener);
      const silent = { start: nothing, stop: nothing, retryNow: nothing, wake: nothing };
      const setFast = () => Promise.resolve(null);
      return { ...silent, setFast, slowDown: nothing, speedUp: nothing, send, setFilter: () => Promise.resolve({}) };
    },
  });
  const [listener] = told;
  if (listener === undefined) throw new Error('The dashboard did not connect.');
  const hello = () => {
    const event = eventOf('hello', { ...helloData('a-0'), t: startMs, role, history });
    if (event.event === 'hello') listener.onHello(event.data);
  };
  const load = vi.fn<FetchNotes>(() => Promise.resolve({ notes: [] }));
  const desk = createNoteDesk(dashboard, load);
  const look = async (range: TimeRange) => {
    desk.look(range, dashboard.notes.beginnings);
    await vi.advanceTimersByTimeAsync(200);
  };
  return { dashboard, listener, hello, load, desk, look, send };
}

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the desk of notes', () => {
  test('asks for the notes of what is shown and half as much on either side, once', async () => {
    const { hello, load, look, dashboard } = setUp();
    await look(past(1_000, 2_000));
    expect(load).not.toHaveBeenCalled();
    hello();
    load.mockResolvedValueOnce({ notes: [note('a', 1_200)] });
    await look(past(1_000, 2_000));
    expect(load.mock.calls.map(([query]) => query)).toEqual([{ from: 500, to: 2_500 }]);
    expect(dashboard.notes.all).toEqual([note('a', 1_200)]);
    await look(past(1_400, 2_400));
    expect(load).toHaveBeenCalledTimes(1);
    await look(past(1_600, 2_600));
    expect(load.mock.calls.at(-1)?.[0]).toEqual({ from: 1_100, to: 3_100 });
  });

  test('asks for a live range without an end, and not again as it moves on', async () => {
    const { hello, load, look } = setUp();
    hello();
    for (let second = 0; second < 60; second += 1)
      await look({ startMs: startMs + second * 1_000, endMs: startMs + 60_000 + second * 1_000, live: true });
    expect(load.mock.calls.map(([query]) => query)).toEqual([{ from: startMs - 30_000, to: null }]);
  });

  test('asks again after each beginning of a stream', async () => {
    const { hello, load, look } = setUp();
    hello();
    await look(past(1_000, 2_000));
    hello();
    await look(past(1_000, 2_000));
    expect(load).toHaveBeenCalledTimes(2);
  });

  test('while a range is dragged asks for the last place only', async () => {
    const { hello, load, look, desk, dashboard } = setUp();
    hello();
    await look(past(1_000, 2_000));
    for (let step = 1; step <= 20; step += 1) {
      desk.look(past(step * 10_000, step * 10_000 + 1_000), dashboard.notes.beginnings);
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(load.mock.calls.map(([query]) => query.from)).toEqual([500, 199_500]);
  });

  test('says why notes could not be fetched, and asks again after a while', async () => {
    const { hello, load, look, desk } = setUp();
    hello();
    load.mockResolvedValueOnce(new Fault('read_failed', 'The server could not be reached.'));
    await look(past(1_000, 2_000));
    expect(desk.problem?.message).toContain('could not be reached');
    await look(past(1_000, 2_000));
    expect(load).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(5_000);
    await look(past(1_000, 2_000));
    expect(load).toHaveBeenCalledTimes(2);
    expect(desk.problem).toBeNull();
  });

  test('says when a range may hold more than an answer lists', async () => {
    const { hello, load, look, desk } = setUp();
    hello();
    load.mockResolvedValueOnce({ notes: Array.from({ length: 500 }, (_, n) => note(String(n), 1_000 + n)) });
    await look(past(1_000, 2_000));
    expect(desk.capped).toBe(true);
  });

  test('pins at the crosshair, else at the newest moment shown', () => {
    const { hello, desk, dashboard } = setUp();
    hello();
    desk.pin();
    expect(desk.view).toMatchObject({ kind: 'form', note: null, t: startMs });
    dashboard.crosshairMs = startMs - 5_000.4;
    desk.pin();
    expect(desk.view).toMatchObject({ t: startMs - 5_000 });
    desk.pin(7);
    expect(desk.view).toMatchObject({ t: 7 });
  });

  test('goes from a form back to the list that it was opened from', () => {
    const { desk } = setUp();
    desk.showList(['a']);
    desk.edit(note('a', 1));
    desk.back();
    expect(desk.view).toEqual({ kind: 'list', ids: ['a'] });
    desk.back();
    expect(desk.view).toBeNull();
  });

  test('sends an operator’s changes, and none of a viewer’s', async () => {
    const { hello, desk, send } = setUp();
    hello();
    await desk.save(null, { t: 1, text: 'x' });
    await desk.save(note('a', 1), { t: 2, text: 'y' });
    await desk.remove(note('a', 1));
    expect(send.mock.calls).toEqual([
      ['note.add', { t: 1, text: 'x' }],
      ['note.edit', { noteId: 'a', t: 2, text: 'y' }],
      ['note.remove', { noteId: 'a' }],
    ]);
    const viewer = setUp('viewer');
    viewer.hello();
    await expect(viewer.desk.save(null, { t: 1, text: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(viewer.send).not.toHaveBeenCalled();
  });

  test('jumps to a moment that is not shown, and stays where it is', () => {
    const { hello, desk, dashboard } = setUp();
    hello();
    desk.showList();
    desk.jumpTo(note('near', startMs - 1_000));
    expect([dashboard.range.live, dashboard.crosshairMs, desk.view]).toEqual([true, startMs - 1_000, null]);
    desk.jumpTo(note('far', startMs - 3_600_000));
    expect(dashboard.range).toEqual({ startMs: startMs - 3_750_000, endMs: startMs - 3_450_000, live: false });
    expect(dashboard.crosshairMs).toBe(startMs - 3_600_000);
  });
});
