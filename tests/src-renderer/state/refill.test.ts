import { describe, expect, test } from 'vitest';
import type { HistoryQuery } from '../../../src-renderer/link/fetch-history.ts';
import { createMetricPoints, type MetricPoints } from '../../../src-renderer/state/metric-points.ts';
import { createRefill, type RefillNeed } from '../../../src-renderer/state/refill.ts';
import { Fault } from '../../../src-shared/fault.ts';
import { cpu } from '../../../src-shared/metrics/cpu.ts';
import { load } from '../../../src-shared/metrics/load.ts';
import type { HistoryAnswer } from '../../../src-shared/protocol/history.ts';
import { answerOf } from './some-history.ts';

const loadAt = (one: number) => ({ one, five: null, fifteen: null });

/** Load with a value at each of these seconds, each a little after the full one. */
function loadsAt(seconds: readonly number[]): MetricPoints {
  const points = createMetricPoints(load);
  for (const second of seconds) points.insert(second * 1_000 + 100, loadAt(-second), 1_000);
  return points;
}

/** Seconds and values of the rows, `null` for a hole. */
function rowsOf(points: MetricPoints): [number, number | null][] {
  const values = points.columns.get('one');
  return Array.from({ length: points.end - points.start }, (_, index) => {
    const row = points.start + index;
    const second = Math.floor((points.t[row] ?? Number.NaN) / 1_000);
    return [second, points.isHole(row) ? null : (values?.[row] ?? Number.NaN)];
  });
}

function setUp(loads: MetricPoints, endS: number) {
  const asked: { query: HistoryQuery; signal: AbortSignal; answer: (answer: HistoryAnswer | Fault) => void }[] = [];
  let clockMs = 0;
  let told = 0;
  const buffers = new Map([
    ['load', loads],
    ['cpu', createMetricPoints(cpu)],
  ] as const);
  const refill = createRefill(
    (query, signal) =>
      new Promise((resolve) => {
        asked.push({ query, signal, answer: resolve });
      }),
    buffers,
    () => (told += 1),
    () => clockMs,
  );
  const need = (changes: Partial<RefillNeed> = {}): RefillNeed => ({
    metrics: [load],
    span: { startMs: 100, endMs: endS * 1_000 + 100 },
    periodOf: () => 1_000,
    keeps: () => true,
    ...changes,
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  const begin = async (changes: Partial<RefillNeed> = {}) => {
    refill.due();
    refill.look(need(changes));
    await settle();
  };
  /** Answers the oldest request. */
  const answer = async (one: HistoryAnswer | Fault) => {
    asked.shift()?.answer(one);
    await settle();
  };
  return { refill, asked, need, settle, begin, answer, pass: (ms: number) => (clockMs += ms), count: () => told };
}

/** What the history keeps of the seconds from `from` on. */
const stored = (from: number, values: readonly (number | null)[]) =>
  answerOf(from * 1_000, 1_000, { 'load.one': values });

describe('refilling from the history', () => {
  test('one bounded request for all that a metric lacks, at the finest resolution', async () => {
    const { asked, begin } = setUp(loadsAt([0, 1, 6, 7, 12]), 12);
    await begin();
    expect(asked.map(({ query }) => query)).toEqual([
      { series: ['load.one', 'load.five', 'load.fifteen'], from: 1_000, to: 13_000, points: 13 },
    ]);
  });

  test('fills the holes and leaves every sample as it came', async () => {
    const points = loadsAt([0, 1, 5, 6]);
    const { begin, answer, count } = setUp(points, 6);
    await begin();
    await answer(stored(0, [50, 51, 52, 53, 54, 55, 56]));
    expect(rowsOf(points)).toEqual([
      [0, -0],
      [1, -1],
      [2, 52],
      [3, 53],
      [4, 54],
      [5, -5],
      [6, -6],
    ]);
    expect(count()).toBe(1);
  });

  test('what the history does not hold either stays a hole, and is not asked for again', async () => {
    const points = loadsAt([0, 9]);
    const { asked, refill, need, settle, begin, answer, pass } = setUp(points, 9);
    await begin();
    await answer(stored(0, [50, 51, 52, null, null, null, null, 57, 58, 59]));
    expect(rowsOf(points)).toEqual([
      [0, -0],
      [1, 51],
      [2, 52],
      [5, null],
      [7, 57],
      [8, 58],
      [9, -9],
    ]);
    pass(60_000);
    refill.look(need());
    await settle();
    expect(asked).toEqual([]);
  });

  test('a page without any sample of a metric is filled from the beginning to the end', async () => {
    const points = loadsAt([]);
    const { begin, answer } = setUp(points, 4);
    await begin();
    await answer(stored(0, [50, 51, 52, 53]));
    expect(rowsOf(points).map(([second]) => second)).toEqual([1, 2, 3]);
  });

  test('nothing is asked where nothing is missing, nor while nobody can be asked', async () => {
    const { asked, refill, need, settle, begin } = setUp(loadsAt([0, 1, 2, 3]), 3);
    await begin();
    refill.due();
    refill.look(null);
    await settle();
    expect(asked).toEqual([]);
    refill.look(need({ span: { startMs: 100, endMs: 60_000 } }));
    await settle();
    expect(asked).toHaveLength(1);
  });

  test('samples that come in while the history answers count more', async () => {
    const points = loadsAt([0, 5]);
    const { begin, answer } = setUp(points, 5);
    await begin();
    for (const second of [1, 2]) points.insert(second * 1_000 + 100, loadAt(-second), 1_000);
    await answer(stored(0, [50, 51, 52, 53, 54, 55]));
    expect(rowsOf(points).map(([, value]) => value)).toEqual([-0, -1, -2, 53, 54, -5]);
  });

  test('a metric that is read rarely, or by a slow server, is asked for and filled as rarely', async () => {
    const points = createMetricPoints(load);
    for (const ms of [5_000, 65_000]) points.insert(ms, loadAt(-1), 10_000);
    const { asked, begin, answer } = setUp(points, 65);
    await begin({ periodOf: () => 10_000, span: { startMs: 0, endMs: 65_000 } });
    expect(asked[0]?.query).toMatchObject({ from: 0, to: 70_000, points: 8 });
    await answer(answerOf(0, 10_000, { 'load.one': [50, 51, 52, 53, 54, 55, 56] }));
    expect(rowsOf(points)).toEqual([
      [5, -1],
      [15, 51],
      [25, 52],
      [35, 53],
      [45, 54],
      [55, 55],
      [65, -1],
    ]);
  });

  test('the rows of a second that a faster server keeps are no holes', async () => {
    const { asked, begin } = setUp(loadsAt([0, 1, 2, 3]), 3);
    await begin({ periodOf: () => 100 });
    expect(asked).toEqual([]);
  });

  test('a single second that was missed is asked for, and no second that the page has is filled twice', async () => {
    const points = createMetricPoints(load);
    for (const second of [10, 12, 13, 16]) points.insert(second * 1_000, loadAt(-second), 1_000);
    const { asked, begin, answer } = setUp(points, 16);
    await begin({ span: { startMs: 10_000, endMs: 16_000 } });
    expect(asked).toHaveLength(1);
    await answer(stored(10, [50, 51, 52, 53, 54, 55, 56]));
    expect(rowsOf(points)).toEqual([
      [10, -10],
      [11, 51],
      [12, -12],
      [13, -13],
      [14, 54],
      [15, 55],
      [16, -16],
    ]);
  });

  test.each([
    ['a whole one', [10_500, 12_000], [11_500]],
    ['the rest of one that it has the beginning of', [10_000, 11_500], [10_500]],
    ['none that it has a part of at either end', [10_500, 11_500], []],
  ])('of the seconds that a faster server keeps a page takes %s', async (_which, times, filled) => {
    const points = createMetricPoints(load);
    for (const ms of times) points.insert(ms, loadAt(-1), 500);
    const [startMs = 0, endMs = 0] = times;
    const { asked, begin, answer } = setUp(points, endMs);
    await begin({ periodOf: () => 500, span: { startMs, endMs } });
    expect(asked).toHaveLength(filled.length);
    await answer(stored(10, [50, 51, 52]));
    const rows = Array.from(points.t.subarray(points.start, points.end));
    expect(rows).toEqual([startMs, ...filled, endMs]);
    expect(rows.some((_ms, row) => points.isHole(points.start + row))).toBe(false);
  });

  test('a server that asks to wait is asked again in a moment, and only for what it did not answer', async () => {
    const { asked, refill, need, settle, begin, answer, pass } = setUp(loadsAt([0, 5]), 5);
    const metrics = [load, cpu];
    await begin({ metrics });
    expect(asked.map(({ query }) => query.series[0])).toEqual(['load.one', 'cpu.total']);
    await answer(stored(0, [50, null, null, null, null, 55]));
    await answer(new Fault('too_many', 'Too many questions.'));
    refill.look(need({ metrics }));
    await settle();
    expect(asked).toEqual([]);
    pass(2_000);
    refill.look(need({ metrics }));
    await settle();
    expect(asked.map(({ query }) => query.series[0])).toEqual(['cpu.total']);
  });

  test('a request that failed is made again after a while', async () => {
    const { asked, refill, need, settle, begin, answer, pass } = setUp(loadsAt([0, 5]), 5);
    await begin();
    await answer(new Fault('read_failed', 'The server could not be reached.'));
    pass(2_000);
    refill.look(need());
    await settle();
    expect(asked).toEqual([]);
    pass(14_000);
    refill.look(need());
    await settle();
    expect(asked).toHaveLength(1);
  });

  test('an answer of before the samples were changed is of no use, and is asked for anew', async () => {
    const points = loadsAt([0, 5]);
    const { asked, refill, need, settle, begin, answer } = setUp(points, 5);
    await begin();
    expect(asked[0]?.signal.aborted).toBe(false);
    refill.restart();
    expect(asked[0]?.signal.aborted).toBe(true);
    await answer(stored(0, [50, 51, 52, 53, 54, 55]));
    expect(rowsOf(points)).toHaveLength(3);
    refill.look(need());
    await settle();
    expect(asked).toHaveLength(1);
  });
});
