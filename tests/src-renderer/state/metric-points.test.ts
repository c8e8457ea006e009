import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMetricPoints, type MetricPoints } from '../../../src-renderer/state/metric-points.ts';
import { load } from '../../../src-shared/metrics/load.ts';
import { network } from '../../../src-shared/metrics/network.ts';

const periodMs = 1_000;

const valueAt = (t: number) => ({ one: t / 1_000, five: null, fifteen: null });

function rowsOf(points: MetricPoints, column: string): [number, number | null][] {
  const values = points.columns.get(column);
  return Array.from({ length: points.end - points.start }, (_, index) => {
    const value = values?.[points.start + index] ?? Number.NaN;
    return [points.t[points.start + index] ?? Number.NaN, Number.isNaN(value) ? null : value];
  });
}

function filled(times: readonly number[]): MetricPoints {
  const points = createMetricPoints(load);
  for (const t of times) points.insert(t, valueAt(t), periodMs);
  return points;
}

describe('points of a metric', () => {
  test('give the same picture whatever the order they come in, sorted and each once', () => {
    const times = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 120 });
    fc.assert(
      fc.property(times, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (ticks, dice) => {
        const all = ticks.map((tick) => tick * 700);
        const shuffled = [...all, ...all]
          .map((t) => ({ t, at: dice.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ t }) => t);
        const sorted = [...new Set(all)].sort((a, b) => a - b);
        const expected = sorted.flatMap((t, index): [number, number | null][] => {
          const before = sorted[index - 1] ?? t;
          const hole: [number, null][] = t - before > 2.5 * periodMs ? [[before + (t - before) / 2, null]] : [];
          return [...hole, [t, t / 1_000]];
        });
        expect(rowsOf(filled(shuffled), 'one')).toEqual(expected);
      }),
    );
  });

  test('a hole is a row without values, and goes away when what was missing arrives', () => {
    const points = filled([0, 1_000, 5_000, 6_000]);
    expect(rowsOf(points, 'one').map(([, value]) => value)).toEqual([0, 1, null, 5, 6]);
    for (const t of [2_000, 3_000, 4_000]) points.insert(t, valueAt(t), periodMs);
    expect(rowsOf(points, 'one').map(([, value]) => value)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('points that were asked for rarely are no holes, nor is the way back to often', () => {
    const points = createMetricPoints(load);
    for (const t of [0, 10_000, 20_000]) points.insert(t, valueAt(t), 10_000);
    points.insert(27_000, valueAt(27_000), periodMs);
    points.insert(28_000, valueAt(28_000), periodMs);
    expect(rowsOf(points, 'one')).toHaveLength(5);
  });

  test('what could not be read is no value, never 0', () => {
    expect(rowsOf(filled([1_000]), 'five')).toEqual([[1_000, null]]);
  });

  test('hold more than they were made for, and keep what stands in them', () => {
    const times = Array.from({ length: 5_000 }, (_, index) => index * 1_000);
    const points = filled(times);
    expect(rowsOf(points, 'one')).toEqual(times.map((t) => [t, t / 1_000]));
  });

  test('stay small when old ones are forgotten all the time', () => {
    const points = createMetricPoints(load);
    for (let t = 0; t < 20_000_000; t += 1_000) {
      points.insert(t, valueAt(t), periodMs);
      points.trimBefore(t - 60_000);
    }
    expect(points.end - points.start).toBe(61);
    expect(points.t.length).toBeLessThan(1_024);
    expect(rowsOf(points, 'one').every(([t, value]) => value === t / 1_000)).toBe(true);
  });

  test('an instance that came later has no values before, and one that is gone for long leaves no column', () => {
    const one = { received: 1, sent: 2, packetsReceived: 3, packetsSent: 4, errors: 0 };
    const points = createMetricPoints(network);
    points.insert(0, { eth0: one }, periodMs);
    points.insert(1_000, { eth0: one, wg0: one }, periodMs);
    expect(rowsOf(points, 'received@wg0')).toEqual([
      [0, null],
      [1_000, 1],
    ]);
    for (let t = 2_000; t < 2_000_000; t += 1_000) {
      points.insert(t, { eth0: one }, periodMs);
      points.trimBefore(t - 60_000);
    }
    expect([...points.columns.keys()]).toContain('received@eth0');
    expect([...points.columns.keys()]).not.toContain('received@wg0');
  });

  test('a second value of the same time fills in what the first did not have, and changes nothing else', () => {
    const one = { received: 1, sent: 2, packetsReceived: 3, packetsSent: 4, errors: 0 };
    const points = createMetricPoints(network);
    points.insert(0, { eth0: one }, periodMs);
    points.insert(0, { eth0: { ...one, received: 99 }, lo: one }, periodMs);
    expect(rowsOf(points, 'received@eth0')).toEqual([[0, 1]]);
    expect(rowsOf(points, 'received@lo')).toEqual([[0, 1]]);
  });

  test('stored readings come in by column: they close a hole and never change what is there', () => {
    const points = filled([0, 1_000, 5_000]);
    const stored = new Map([
      ['one', 77],
      ['five', 7],
    ]);
    for (const t of [1_000, 2_000, 3_000, 4_000]) points.insertReadings(t, stored, periodMs);
    expect(rowsOf(points, 'one').map(([, value]) => value)).toEqual([0, 1, 77, 77, 77, 5]);
    expect(rowsOf(points, 'five').map(([, value]) => value)).toEqual([null, 7, 7, 7, 7, null]);
  });

  test('trimming never leaves a hole at either end', () => {
    const points = filled([0, 10_000, 20_000, 30_000]);
    points.trimBefore(4_000);
    points.trimAfter(26_000);
    expect(rowsOf(points, 'one').map(([t]) => t)).toEqual([10_000, 15_000, 20_000]);
  });

  test('every change has a version of its own', () => {
    const points = filled([0, 1_000]);
    const before = points.version;
    points.trimBefore(-1);
    expect(points.version).toBe(before);
    points.insert(2_000, valueAt(2_000), periodMs);
    expect(points.version).toBeGreaterThan(before);
  });
});
