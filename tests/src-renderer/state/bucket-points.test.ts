import { describe, expect, test } from 'vitest';
import { createBucketPoints, type BucketPoints } from '../../../src-renderer/state/bucket-points.ts';
import { createMetricPoints } from '../../../src-renderer/state/metric-points.ts';
import type { HistoryAnswer } from '../../../src-shared/protocol/history.ts';
import { load } from '../../../src-shared/metrics/load.ts';
import { answerOf } from './some-history.ts';

function pointsOf(answer: HistoryAnswer, periodMs = 1_000, untilMs = answer.to): BucketPoints {
  return createBucketPoints({ answer, periodMs, untilMs, live: true, keeps: (key) => !key.endsWith('@gone') });
}

function rowsOf(points: BucketPoints, key = 'one') {
  return Array.from({ length: points.end }, (_, row) => [
    points.t[row],
    points.buckets.lows.get(key)?.[row],
    points.columns.get(key)?.[row],
    points.buckets.highs.get(key)?.[row],
  ]);
}

const nothing = Number.NaN;

function samplesOf(values: readonly (readonly [number, number])[]) {
  const samples = createMetricPoints(load);
  for (const [t, one] of values) samples.insert(t, { one, five: null, fifteen: null }, 1_000);
  return samples;
}

describe('stored buckets', () => {
  test('stand in the middle of their time, with their lowest and highest value', () => {
    const points = pointsOf(answerOf(60_000, 6_000, { 'load.one': [1, 2] }, 0.5));
    expect(rowsOf(points)).toEqual([
      [63_000, 0.5, 1, 1.5],
      [69_000, 1.5, 2, 2.5],
    ]);
    expect(points.buckets).toMatchObject({ stepMs: 6_000, spread: true, fromMs: 60_000, toMs: 72_000 });
  });

  test('that hold one value each have no band', () => {
    expect(pointsOf(answerOf(0, 1_000, { 'load.one': [1, 2] })).buckets.spread).toBe(false);
  });

  test('leave a hole where none of them holds anything', () => {
    const points = pointsOf(answerOf(0, 60_000, { 'load.one': [1, null, null, 4] }));
    expect(rowsOf(points).map(([t, , avg]) => [t, avg])).toEqual([
      [30_000, 1],
      [120_000, nothing],
      [210_000, 4],
    ]);
    expect([0, 1, 2].map((row) => points.isHole(row))).toEqual([false, true, false]);
  });

  test('are no hole where the metric is only read more rarely', () => {
    const values = Array.from({ length: 31 }, (_, index) => (index % 10 === 0 ? index : null));
    const points = pointsOf(answerOf(0, 1_000, { 'load.one': values }), 10_000);
    expect(rowsOf(points).map(([, , avg]) => avg)).toEqual([0, 10, 20, 30]);
  });

  test('of instances that the filter leaves out are left out, unless there are no others', () => {
    const both = answerOf(0, 1_000, { 'network.received@eth0': [1], 'network.received@gone': [2] });
    expect([...pointsOf(both).columns.keys()]).toEqual(['received@eth0']);
    const only = answerOf(0, 1_000, { 'network.received@gone': [2] });
    expect([...pointsOf(only).columns.keys()]).toEqual(['received@gone']);
  });
});

describe('live samples at the end of stored buckets', () => {
  test('go on in buckets of the same length, up to the newest sample', () => {
    const points = pointsOf(answerOf(60_000, 6_000, { 'load.one': [1] }));
    points.join(samplesOf([65_000, 66_000, 67_000, 72_000].map((t, index) => [t, index])));
    expect(rowsOf(points)).toEqual([
      [63_000, 1, 1, 1],
      [67_000, 1, 1.5, 2],
      [72_000, 3, 3, 3],
    ]);
  });

  test('complete a bucket that was half over, weighted by the time it stands for', () => {
    const points = pointsOf(answerOf(60_000, 6_000, { 'load.one': [2] }), 1_000, 63_000);
    points.join(
      samplesOf([
        [63_000, 6],
        [64_000, 6],
      ]),
    );
    expect(rowsOf(points)).toEqual([[63_000, 2, 3.6, 6]]);
  });

  test('are counted once, however often they are joined', () => {
    const points = pointsOf(answerOf(60_000, 6_000, { 'load.one': [2] }), 1_000, 63_000);
    const samples = samplesOf([[63_000, 6]]);
    points.join(samples);
    samples.insert(64_000, { one: 6, five: null, fifteen: null }, 1_000);
    const before = points.version;
    points.join(samples);
    expect(points.version).toBeGreaterThan(before);
    expect(rowsOf(points)[0]?.[2]).toBeCloseTo(3.6);
  });

  test('leave a hole where the connection was away', () => {
    const points = pointsOf(answerOf(60_000, 6_000, { 'load.one': [2] }));
    points.join(samplesOf([[100_000, 6]]));
    expect([0, 1, 2].map((row) => points.isHole(row))).toEqual([false, true, false]);
  });
});
