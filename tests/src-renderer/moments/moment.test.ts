import { describe, expect, test } from 'vitest';
import type { HistoryAnswer } from '../../../src-shared/protocol/history.ts';
import { createMoments } from '../../../src-renderer/moments/moment.svelte.ts';
import type { MomentSubject } from '../../../src-renderer/moments/moment-values.ts';
import type { HistoryQuery } from '../../../src-renderer/link/fetch-history.ts';

const second = 1_000;
const spikeMs = 1_700_000_047_000;
const bucketMs = 1_700_000_000_000;

const subject: MomentSubject = {
  metric: 'network',
  title: 'Network',
  unit: 'bytesPerSecond',
  lines: [
    { label: 'received', colour: 'sky', sign: 1, source: { keys: ['received@a', 'received@b'], combine: 'sum' } },
    { label: 'sent', colour: 'rose', sign: -1, source: { keys: ['sent@a'], combine: 'sum' } },
  ],
};

/** Keeps a value for each second; both interfaces receive 10, and 500 at the spike. */
function answer({ series, from, to, points }: HistoryQuery): HistoryAnswer {
  const step = Math.max(second, Math.ceil((to - from) / points / second) * second);
  const t = Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
  const values = t.map((ms) => (ms <= spikeMs && spikeMs < ms + step ? 500 : 10));
  return {
    from,
    to,
    step,
    resolutionMs: second,
    t,
    series: series.map((name) => ({ series: name, unit: 'bytesPerSecond', min: values, avg: values, max: values })),
  };
}

function start() {
  const asked: HistoryQuery[] = [];
  const processesAt: number[] = [];
  const told: (number | null)[] = [];
  const moments = createMoments({
    history: (query) => {
      asked.push(query);
      return Promise.resolve(answer(query));
    },
    processes: (ms) => {
      processesAt.push(ms);
      return Promise.resolve({ t: ms, top: [] });
    },
    onChange: (ms) => {
      told.push(ms);
    },
    keepFocus: () => null,
  });
  return { moments, asked, processesAt, told };
}

describe('a chosen moment', () => {
  test('of a bucket is its highest second, of all lines with their own sums', async () => {
    const { moments, asked, processesAt } = start();
    await moments.choose(subject, bucketMs, 144 * second);
    expect(moments.atMs).toBe(spikeMs);
    expect(processesAt).toEqual([spikeMs]);
    expect(asked[0]?.series).toEqual(['network.received@a', 'network.received@b', 'network.sent@a']);
    expect(moments.values?.map(({ label, value }) => [label, value])).toEqual([
      ['received', 1000],
      ['sent', 500],
    ]);
  });

  test('steps by one value, and asks for values only when they are not known', async () => {
    const { moments, asked, processesAt } = start();
    await moments.choose(subject, spikeMs, 0);
    expect(asked).toHaveLength(1);
    moments.step(1);
    await Promise.resolve();
    expect(moments.atMs).toBe(spikeMs + second);
    expect(moments.values?.[0]?.value).toBe(20);
    expect(asked).toHaveLength(1);
    expect(processesAt).toEqual([spikeMs, spikeMs + second]);
  });

  test('an answer that comes after another choice is not shown', async () => {
    const { moments } = start();
    const first = moments.choose(subject, bucketMs, 144 * second);
    const other = moments.choose(subject, bucketMs + 500 * second, 0);
    await Promise.all([first, other]);
    expect(moments.atMs).toBe(bucketMs + 500 * second);
  });

  test('tells of each moment, and of the end', async () => {
    const { moments, told } = start();
    await moments.choose(subject, spikeMs, 0);
    moments.close();
    expect(told).toEqual([spikeMs, null]);
    expect(moments.values).toBeNull();
  });
});
