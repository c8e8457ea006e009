import { describe, expect, test } from 'vitest';
import type { ReadValues } from '../../../src-shared/metrics/readings.ts';
import { createReadingsBuffer } from '../../../src-main/alerts/readings-buffer.ts';
import { toldBy } from '../../support/told.ts';

const load = (one: number): ReadValues => ({ load: { one, five: null, fifteen: null } });
const start = 1_700_000_000_000;
const always = { from: 0, to: Infinity };

function make(mostBytes?: number, averages = true) {
  const buffer = createReadingsBuffer({
    everyMs: 1_000,
    isKept: (series) => series !== 'load.five',
    averages,
    ...(mostBytes === undefined ? {} : { mostBytes }),
  });
  const points = (from = 0, to = Infinity) =>
    toldBy(buffer.stretches('load.one', '*', { from, to })).map(([t, value, stepMs]) => [t - start, value, stepMs]);
  return { buffer, points };
}

describe('the readings of a day', () => {
  test('come back as they were read, for the last quarter of an hour', () => {
    const { buffer, points } = make();
    for (let n = 0; n < 5; n += 1) buffer.add(start + n * 1_000, load(n));
    expect(points()).toEqual([0, 1, 2, 3, 4].map((n) => [n * 1_000, n, 0]));
    expect(points(start + 1_000, start + 3_000)).toEqual([
      [1_000, 1, 0],
      [2_000, 2, 0],
    ]);
  });

  test('come back as averages of 10 s for the time before, each at its end', () => {
    const { buffer, points } = make();
    for (let n = 0; n < 1_000; n += 1) buffer.add(start + n * 1_000, load(n));
    const held = points();
    expect(held.slice(0, 2)).toEqual([
      [10_000, 4.5, 10_000],
      [20_000, 14.5, 10_000],
    ]);
    expect(held.filter(([, , stepMs]) => stepMs === 0)).toHaveLength(900);
    const times = held.map(([t]) => t);
    expect(times).toEqual(times.toSorted((a = 0, b = 0) => a - b));
  });

  test('are played once each where the time is asked for in pieces', () => {
    const { buffer, points } = make();
    for (let n = 0; n < 2_000; n += 1) buffer.add(start + n * 1_000, load(n));
    const pieces = [];
    for (let at = 0; at < 2_100; at += 7) pieces.push(...points(start + at * 1_000, start + (at + 7) * 1_000));
    expect(pieces).toEqual(points());
  });

  test('have holes where nothing was read', () => {
    const { buffer, points } = make();
    buffer.add(start, load(1));
    buffer.add(start + 1_000, { processes: { count: 1, running: 1, top: [] } });
    expect(points().map(([, value]) => value)).toEqual([1, Number.NaN]);
  });

  test('come back for the last quarter of an hour only where no averages are held', () => {
    const { buffer, points } = make(undefined, false);
    for (let n = 0; n < 2_000; n += 1) buffer.add(start + n * 1_000, load(n));
    const held = points();
    expect(held).toHaveLength(900);
    expect(held[0]).toEqual([1_100_000, 1_100, 0]);
    expect(buffer.coverage('load.one', '*')).toEqual({ from: start + 1_099_000, to: start + 1_999_000 });
  });

  test('are gone after a day', () => {
    const { buffer, points } = make();
    buffer.add(start, load(7));
    for (let t = start + 86_500_000; t < start + 87_500_000; t += 1_000) buffer.add(t, load(1));
    expect(points().every(([, value]) => value !== 7)).toBe(true);
  });

  test('start anew where the clock was set back', () => {
    const { buffer, points } = make();
    buffer.add(start + 5_000, load(7));
    buffer.add(start, load(1));
    expect(points()).toEqual([[0, 1, 0]]);
  });

  test('never take more memory than they were given', () => {
    const columnBytes = (900 + 8_640) * 4;
    const { buffer } = make(columnBytes * 4);
    const cores = Array<number>(64).fill(1);
    buffer.add(start, { cpu: { total: 1, user: 1, system: 1, iowait: 1, steal: 1, cores } });
    const held = ['total', 'user', 'system', 'iowait', 'steal', 'cores'].flatMap((field) =>
      buffer.instancesOf(`cpu.${field}`, always),
    );
    expect(held).toHaveLength(4);
  });

  test('are kept only of series that were asked for', () => {
    const { buffer } = make();
    buffer.add(start, { load: { one: 1, five: 2, fifteen: 3 } });
    expect(buffer.instancesOf('load.five', always)).toEqual([]);
    expect(buffer.instancesOf('load.fifteen', always)).toEqual(['*']);
  });
});
