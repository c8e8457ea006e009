import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FetchHistory } from '../../../src-renderer/link/fetch-history.ts';
import type { Link, LinkListener } from '../../../src-renderer/link/link.ts';
import { createDashboard } from '../../../src-renderer/state/dashboard.svelte.ts';
import { Fault } from '../../../src-shared/fault.ts';
import type { MetricId } from '../../../src-shared/metrics/registry.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { eventOf, helloData } from '../link/events-of-a-stream.ts';

const startMs = 1_700_000_000_000;

function setUp(filter: Filter = {}) {
  const told: LinkListener[] = [];
  const setFilter = vi.fn<Link['setFilter']>(() => Promise.resolve({}));
  const onSettings = vi.fn();
  const onRange = vi.fn();
  const fetchHistory = vi.fn<FetchHistory>(() => new Promise(() => undefined));
  const nothing = () => undefined;
  const dashboard = createDashboard({
    filter,
    windowMs: 300_000,
    fixed: null,
    fetchHistory,
    onRange,
    connect: (_filter, listener) => {
      told.push(listener);
      return {
        start: nothing,
        stop: nothing,
        send: () => Promise.resolve({}),
        retryNow: nothing,
        wake: nothing,
        setFast: () => Promise.resolve(null),
        slowDown: nothing,
        speedUp: nothing,
        setFilter,
      };
    },
    onSettings,
  });
  const [listener] = told;
  if (listener === undefined) throw new Error('The dashboard did not connect.');
  const hello = (last: string, t = startMs, more: object = {}) => {
    const event = eventOf('hello', {
      ...helloData(last),
      ...more,
      t,
      unsupported: [{ metric: 'gpu', reason: 'There is none.' }],
    });
    if (event.event === 'hello') listener.onHello(event.data);
  };
  const sample = (t: number, id: MetricId = 'load', value: unknown = { one: t, five: null, fifteen: null }) => {
    listener.onSamples([{ t, values: new Map([[id, value]]) }]);
  };
  return { dashboard, listener, hello, sample, setFilter, onSettings, onRange, fetchHistory };
}

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('pause', () => {
  test('freezes the picture, keeps buffering and counts what waits', () => {
    const { dashboard, hello, sample } = setUp();
    hello('a-0');
    sample(startMs);
    dashboard.togglePause();
    sample(startMs + 1_000);
    sample(startMs + 2_000);
    expect(dashboard.endMs).toBe(startMs);
    expect(dashboard.pausedAtMs).toBe(startMs);
    expect(dashboard.waiting).toBe(2);
    expect(dashboard.latest('load')?.t).toBe(startMs);
    expect(dashboard.buffer('load').end - dashboard.buffer('load').start).toBe(3);
    dashboard.togglePause();
    expect(dashboard.endMs).toBe(startMs + 2_000);
    expect(dashboard.latest('load')?.t).toBe(startMs + 2_000);
    expect(dashboard.waiting).toBe(0);
  });

  test('a frozen picture is drawn anew only where a hole in it is filled', () => {
    const { dashboard, hello, sample } = setUp();
    const drawn = vi.fn();
    hello('a-0');
    sample(startMs);
    dashboard.togglePause();
    const stop = dashboard.onPoints(drawn);
    sample(startMs + 1_000);
    expect(drawn).not.toHaveBeenCalled();
    sample(startMs - 1_000);
    expect(drawn).toHaveBeenCalledOnce();
    stop();
    sample(startMs - 2_000);
    expect(drawn).toHaveBeenCalledOnce();
  });
});

describe('time', () => {
  test('goes on at the right end while the page is cut off, from the newest sample on', () => {
    const { dashboard, listener, hello, sample } = setUp();
    hello('a-0');
    sample(startMs + 500);
    vi.advanceTimersByTime(3_000);
    expect(dashboard.endMs).toBe(startMs + 500);
    listener.onState({ phase: 'retrying', retryAtMs: startMs + 9_000 });
    vi.advanceTimersByTime(4_000);
    expect(dashboard.endMs).toBe(startMs + 7_500);
    expect(dashboard.connection).toMatchObject({ phase: 'retrying', lastSampleAtMs: startMs });
  });

  test('a connection without samples becomes stale, and is live again with the next', () => {
    const { dashboard, listener, hello, sample } = setUp();
    listener.onState({ phase: 'live', retryAtMs: null });
    hello('a-0');
    sample(startMs);
    vi.advanceTimersByTime(10_000);
    expect(dashboard.connection.phase).toBe('live');
    vi.advanceTimersByTime(1_000);
    expect(dashboard.connection.phase).toBe('stale');
    sample(startMs + 11_000);
    expect(dashboard.connection.phase).toBe('live');
  });

  test('older samples fill the past and leave the newest value alone', () => {
    const { dashboard, hello, sample } = setUp();
    hello('a-0');
    sample(startMs);
    sample(startMs - 60_000);
    expect(dashboard.latest('load')?.t).toBe(startMs);
    expect(dashboard.endMs).toBe(startMs);
  });

  test('a clock that was set back takes the points with it that lie after', () => {
    const { dashboard, listener, hello, sample } = setUp();
    hello('a-0');
    sample(startMs);
    listener.onGap({ from: startMs, to: startMs - 3_600_000 });
    sample(startMs - 3_599_000);
    expect(dashboard.endMs).toBe(startMs - 3_599_000);
    expect(dashboard.latest('load')?.t).toBe(startMs - 3_599_000);
  });
});

describe('a clock that was set back unheard', () => {
  test.each([
    ['while the page was away', 'a-9', 3_600_000],
    ['by seconds, together with a restart', 'b-0', 5_000],
  ])('%s, is taken from hello, and the page stays live', (_when, last, stepMs) => {
    const { dashboard, listener, hello, sample } = setUp();
    listener.onState({ phase: 'live', retryAtMs: null });
    hello('a-0');
    sample(startMs);
    vi.advanceTimersByTime(20_000);
    hello(last, startMs - stepMs);
    sample(startMs - stepMs + 1_000);
    expect(dashboard.endMs).toBe(startMs - stepMs + 1_000);
    expect(dashboard.latest('load')?.t).toBe(startMs - stepMs + 1_000);
    expect(dashboard.connection).toMatchObject({ phase: 'live', lastSampleAtMs: startMs + 20_000 });
  });

  test('keeps out what the server still holds of the time before', () => {
    const { dashboard, hello, sample } = setUp();
    hello('a-0');
    sample(startMs);
    hello('a-9', startMs - 3_600_000);
    sample(startMs + 1_000);
    vi.advanceTimersByTime(30_000);
    sample(startMs - 3_570_000);
    expect(dashboard.endMs).toBe(startMs - 3_570_000);
  });

  test('is not seen in a hello that is a little older than the newest sample', () => {
    const { dashboard, hello, sample } = setUp();
    hello('a-0');
    sample(startMs);
    hello('a-9', startMs - 1_500);
    expect(dashboard.endMs).toBe(startMs);
  });
});

describe('the filter', () => {
  test('is in force and in the address once the server has agreed', async () => {
    const { dashboard, hello, sample, onSettings } = setUp();
    hello('a-0');
    sample(startMs);
    await dashboard.setFilter({ metrics: ['cpu'] });
    expect(dashboard.shown.map(({ id }) => id)).toEqual(['cpu']);
    expect(onSettings).toHaveBeenCalledOnce();
    expect(dashboard.latest('load')).toBeUndefined();
  });

  test('changes nothing where the server refuses', async () => {
    const { dashboard, hello, setFilter, onSettings } = setUp();
    hello('a-0');
    setFilter.mockResolvedValueOnce(new Fault('invalid_filter', 'No.'));
    await expect(dashboard.setFilter({ metrics: ['cpu'] })).rejects.toThrow('No.');
    expect(dashboard.filter).toEqual({});
    expect(onSettings).not.toHaveBeenCalled();
  });

  test('naming instances begins their charts anew', async () => {
    const { dashboard, hello, sample } = setUp();
    const one = { received: 1, sent: 2, packetsReceived: 3, packetsSent: 4, errors: 0 };
    hello('a-0');
    sample(startMs, 'network', { eth0: one, wg0: one });
    await dashboard.setFilter({ instances: ['network@wg0'] });
    expect([...dashboard.buffer('network').columns.keys()]).toEqual([]);
    expect(dashboard.instances('network')).toEqual(['eth0', 'wg0']);
  });
});

test('what the machine does not offer has its reason', () => {
  const { dashboard, hello } = setUp();
  expect(dashboard.shown.length).toBeGreaterThan(5);
  hello('a-0');
  expect(dashboard.shown.map(({ id }) => id)).toEqual(['cpu', 'load', 'gpu']);
  expect(dashboard.unsupported.get('gpu')).toBe('There is none.');
});

describe('the history', () => {
  const kept = { state: { kind: 'keeping' }, news: [], usedBytes: 0, capBytes: 1, tiers: [] };

  test('is as hello says, then as presence says, until the next hello', () => {
    const { dashboard, listener, hello } = setUp();
    expect(dashboard.history).toBeNull();
    hello('a-0');
    const paused = { state: { kind: 'paused', sinceMs: startMs, reason: 'the disk is full.' }, news: [] } as const;
    listener.onPresence({ viewers: 1, sse: 1, poll: 0, history: paused });
    expect(dashboard.history).toEqual(paused);
    listener.onPresence({ viewers: 1, sse: 1, poll: 0 });
    expect(dashboard.history).toEqual(paused);
    hello('a-1');
    expect(dashboard.history).toBeNull();
  });

  test('is asked for what the ring did not hold, once it has been asked and a sample has come', () => {
    const { listener, hello, sample, fetchHistory } = setUp();
    hello('a-0', startMs, { history: kept });
    vi.advanceTimersByTime(1_000);
    listener.onCaughtUp();
    vi.advanceTimersByTime(1_000);
    expect(fetchHistory).not.toHaveBeenCalled();
    sample(startMs + 2_000);
    vi.advanceTimersByTime(1_000);
    expect(fetchHistory.mock.calls.map(([{ series }]) => series[0])).toEqual(['cpu.total', 'load.one']);
    expect(fetchHistory.mock.calls[0]?.[0]).toMatchObject({ from: startMs + 2_000 - 16 * 60_000, to: startMs + 2_000 });
  });

  test('is asked for a frozen picture of whose points the page lets go, and for none that it still holds', () => {
    const { dashboard, hello, sample, fetchHistory } = setUp();
    hello('a-0', startMs, { history: kept });
    sample(startMs);
    dashboard.togglePause();
    sample(startMs + 3_600_000);
    vi.advanceTimersByTime(1_000);
    expect(fetchHistory).not.toHaveBeenCalled();
    sample(startMs + 3_601_000);
    vi.advanceTimersByTime(1_000);
    expect(fetchHistory.mock.calls[0]?.[0]).toMatchObject({ from: startMs - 301_000, to: startMs + 1_000 });
  });

  test('of a server that was restarted is asked once its first sample has come: then the hole has its end', () => {
    const { listener, hello, sample, fetchHistory } = setUp();
    hello('a-0', startMs, { history: kept });
    sample(startMs);
    hello('b-0', startMs + 9_000, { history: kept });
    listener.onCaughtUp();
    vi.advanceTimersByTime(1_000);
    expect(fetchHistory).not.toHaveBeenCalled();
    sample(startMs + 10_000);
    vi.advanceTimersByTime(1_000);
    expect(fetchHistory.mock.calls[0]?.[0]).toMatchObject({ to: startMs + 10_000 });
  });

  test('is asked after a gap that comes among samples, but not while the page is in the background', () => {
    const { dashboard, listener, hello, sample, fetchHistory } = setUp();
    hello('a-0', startMs, { history: kept });
    sample(startMs);
    dashboard.slowDown();
    listener.onGap({ from: startMs, to: startMs + 1_000 });
    vi.advanceTimersByTime(1_000);
    expect(fetchHistory).not.toHaveBeenCalled();
    dashboard.speedUp();
    vi.advanceTimersByTime(1_000);
    expect(fetchHistory).toHaveBeenCalled();
  });

  test('is left alone where it is off', () => {
    const { listener, hello, sample, fetchHistory } = setUp();
    hello('a-0', startMs, { history: { ...kept, state: { kind: 'off', reason: 'It was turned off.' } } });
    sample(startMs);
    listener.onCaughtUp();
    vi.advanceTimersByTime(1_000);
    expect(fetchHistory).not.toHaveBeenCalled();
  });
});
