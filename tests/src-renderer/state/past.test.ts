import { describe, expect, test } from 'vitest';
import type { HistoryQuery } from '../../../src-renderer/link/fetch-history.ts';
import type { PastNeed } from '../../../src-renderer/state/past-reader.ts';
import { createPast } from '../../../src-renderer/state/past.svelte.ts';
import { createMetricPoints } from '../../../src-renderer/state/metric-points.ts';
import { Fault } from '../../../src-shared/fault.ts';
import { cpu } from '../../../src-shared/metrics/cpu.ts';
import { load } from '../../../src-shared/metrics/load.ts';
import type { HistoryAnswer } from '../../../src-shared/protocol/history.ts';
import { answerOf } from './some-history.ts';

const hour = 3_600_000;
const nowMs = 1_700_000_000_000;
const samples = createMetricPoints(load);

function setUp() {
  const asked: { query: HistoryQuery; signal: AbortSignal; answer: (answer: HistoryAnswer | Fault) => void }[] = [];
  let clockMs = 0;
  let told = 0;
  const past = createPast(
    (query, signal) =>
      new Promise((resolve) => {
        asked.push({ query, signal, answer: resolve });
      }),
    () => (told += 1),
    () => clockMs,
  );
  const need = (changes: Partial<PastNeed> = {}): PastNeed => ({
    range: { startMs: nowMs - hour, endMs: nowMs, live: true },
    metrics: [load],
    newestMs: nowMs,
    tiers: [{ stepMs: 1_000, keepMs: 48 * hour }],
    beganMs: null,
    periodOf: () => 1_000,
    keeps: () => true,
    still: false,
    ...changes,
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  const answerAll = async () => {
    for (const one of asked.splice(0)) one.answer(answerOf(one.query.from, 6_000, { 'load.one': [1, 2, 3] }));
    await settle();
  };
  return { past, asked, need, settle, answerAll, pass: (ms: number) => (clockMs += ms), count: () => told };
}

const fixed = (startMs: number) => ({ startMs, endMs: startMs + hour, live: false });

describe('reading the past', () => {
  test('asks once for each metric, with all of its series, and has its points then', async () => {
    const { past, asked, need, settle, answerAll } = setUp();
    past.look(need({ metrics: [load, cpu] }));
    past.look(need({ metrics: [load, cpu] }));
    await settle();
    expect(asked.map(({ query }) => query.series[0])).toEqual(['load.one', 'cpu.total']);
    expect(asked[0]?.query.series).toEqual(['load.one', 'load.five', 'load.fifteen']);
    expect(past.state.phase).toBe('loading');
    expect(past.points('load', samples)).toBeNull();
    await answerAll();
    expect(past.state.phase).toBe('ready');
    expect(past.points('load', samples)?.buckets?.stepMs).toBe(6_000);
  });

  test('nothing is asked for and nothing is held where samples fill the range', async () => {
    const { past, asked, need, settle, answerAll } = setUp();
    past.look(null);
    await settle();
    expect(asked).toEqual([]);
    past.look(need());
    await settle();
    await answerAll();
    past.look(null);
    expect(past.state.phase).toBe('samples');
    expect(past.points('load', samples)).toBeNull();
  });

  test('a newer range ends the request for an older one, whose answer counts no more', async () => {
    const { past, asked, need, settle } = setUp();
    past.look(need({ range: fixed(nowMs - 9 * hour) }));
    await settle();
    past.look(need({ range: fixed(nowMs - 5 * hour) }));
    await settle();
    const [first, second] = asked;
    expect(first?.signal.aborted).toBe(true);
    first?.answer(answerOf(first.query.from, 6_000, { 'load.one': [1] }));
    await settle();
    expect(past.points('load', samples)).toBeNull();
    second?.answer(answerOf(second.query.from, 6_000, { 'load.one': [2] }));
    await settle();
    expect(past.points('load', samples)?.columns.get('one')?.[0]).toBe(2);
  });

  test('what is there stays on the picture while a new range is read', async () => {
    const { past, need, settle, answerAll } = setUp();
    past.look(need({ range: fixed(nowMs - 9 * hour) }));
    await settle();
    await answerAll();
    past.look(need({ range: fixed(nowMs - 8 * hour) }));
    expect(past.points('load', samples)).not.toBeNull();
    expect(past.state.phase).toBe('loading');
  });

  test('a closed range is read once', async () => {
    const { past, asked, need, settle, answerAll } = setUp();
    for (const startMs of [nowMs - 9 * hour, nowMs - 5 * hour]) {
      past.look(need({ range: fixed(startMs) }));
      await settle();
      await answerAll();
    }
    past.look(need({ range: fixed(nowMs - 9 * hour) }));
    await settle();
    expect(asked).toEqual([]);
    expect(past.state.phase).toBe('ready');
    expect(past.points('load', samples)?.buckets?.fromMs).toBeLessThan(nowMs - 9 * hour);
  });

  test('a live range is read anew after some buckets, quietly, unless it stands still', async () => {
    const { past, asked, need, settle, answerAll } = setUp();
    past.look(need());
    await settle();
    await answerAll();
    past.look(need({ newestMs: nowMs + 40_000 }));
    await settle();
    expect(asked).toHaveLength(0);
    past.look(need({ newestMs: nowMs + 61_000, still: true }));
    await settle();
    expect(asked).toHaveLength(0);
    past.look(need({ newestMs: nowMs + 61_000 }));
    await settle();
    expect(asked).toHaveLength(1);
    expect(past.state.phase).toBe('ready');
  });

  test('after a new connection a live range is read anew at once', async () => {
    const { past, asked, need, settle, answerAll } = setUp();
    past.look(need());
    await settle();
    await answerAll();
    past.renew();
    await settle();
    expect(asked).toHaveLength(1);
  });

  test('a failure is told, and tried again when asked to or after a while', async () => {
    const { past, asked, need, settle, pass } = setUp();
    const fail = async () => {
      asked.splice(0).forEach(({ answer }) => {
        answer(new Fault('read_failed', 'The server could not be reached.'));
      });
      await settle();
    };
    past.look(need());
    await settle();
    await fail();
    expect(past.state).toMatchObject({ phase: 'failed', problem: 'The server could not be reached.' });
    past.look(need());
    await settle();
    expect(asked).toHaveLength(0);
    past.state.retry();
    await settle();
    expect(asked).toHaveLength(1);
    await fail();
    pass(16_000);
    past.look(need());
    await settle();
    expect(asked).toHaveLength(1);
  });

  test('a server that asks to wait is asked again in a moment, and nobody is bothered', async () => {
    const { past, asked, need, settle, pass } = setUp();
    past.look(need());
    await settle();
    asked.splice(0)[0]?.answer(new Fault('too_many', 'Too many questions.'));
    await settle();
    expect(past.state.phase).toBe('loading');
    pass(2_000);
    past.look(need());
    await settle();
    expect(asked).toHaveLength(1);
  });

  test('few requests are under way at once', async () => {
    const { past, asked, need, settle, answerAll } = setUp();
    const metrics = [load, cpu].flatMap((one) => [one, { ...one, id: one.id === 'load' ? 'memory' : 'disk' } as const]);
    past.look(need({ metrics }));
    await settle();
    expect(asked).toHaveLength(3);
    await answerAll();
    expect(asked).toHaveLength(1);
  });

  test('a wider chart is read in more points', async () => {
    const { past, asked, need, settle } = setUp();
    past.look(need());
    await settle();
    past.drawnAt('load', 1_250);
    await settle();
    expect(asked.map(({ query }) => Math.floor(query.points / 100))).toEqual([3, 12]);
    expect(asked[0]?.signal.aborted).toBe(true);
  });
});
