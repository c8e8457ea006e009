import { describe, expect, test } from 'vitest';
import { joinPasts } from '../../../src-main/alerts/join-pasts.ts';
import type { Past } from '../../../src-main/alerts/past.ts';
import { createReadingsBuffer } from '../../../src-main/alerts/readings-buffer.ts';
import { stretchOf, toldBy } from '../../support/told.ts';

const start = 1_700_000_000_000;
const exactSince = start + 10_000;

/** Rows of a run that began at `start`, 20 of them. */
function recentReadings() {
  const buffer = createReadingsBuffer({ everyMs: 1_000, isKept: () => true, averages: false });
  buffer.mark(start);
  for (let n = 0; n < 20; n += 1) buffer.add(start + n * 1_000, { load: { one: n, five: null, fifteen: null } });
  return buffer;
}

const seconds = Array.from({ length: 75 }, (_none, n): [number, number] => [start + (n - 60) * 1_000, -1]);

/** A value of -1 in each second of the minute before, of this run's first half, and of a series that is gone. */
const stored: Past = {
  instancesOf: () => ['*', 'gone'],
  coverage: (series) => (series === 'load.five' ? null : { from: start - 60_000, to: start + 15_000 }),
  marks: () => [start - 60_000, start],
  stretches: (_series, _instance, { from, to }) => [stretchOf(seconds.filter(([t]) => t >= from && t < to))],
  pieces: (_series, _instance, span) => [{ ...span, isQuiet: true }],
};

function play(series: string, from: number, to: number) {
  const past = joinPasts(recentReadings(), stored, () => exactSince);
  return toldBy(past.stretches(series, '*', { from, to })).map(([t, value]) => [t - start, value]);
}

describe('two pasts in one', () => {
  test('are what was stored, and then every reading from where all of them are held', () => {
    const held = play('load.one', start - 2_000, start + 20_000);
    expect(held.slice(0, 3)).toEqual([
      [-2_000, -1],
      [-1_000, -1],
      [0, -1],
    ]);
    expect(held.slice(11, 14)).toEqual([
      [9_000, -1],
      [10_000, 10],
      [11_000, 11],
    ]);
    expect(held).toHaveLength(22);
  });

  test('are one of them where the span lies in one, and in pieces as in one', () => {
    expect(play('load.one', start - 3_000, start - 1_000)).toEqual([
      [-3_000, -1],
      [-2_000, -1],
    ]);
    expect(play('load.one', start + 18_000, start + 30_000)).toEqual([
      [18_000, 18],
      [19_000, 19],
    ]);
    const pieces = [];
    for (let at = start - 5_000; at < start + 20_000; at += 3_000) pieces.push(...play('load.one', at, at + 3_000));
    expect(pieces).toEqual(play('load.one', start - 5_000, start + 22_000));
  });

  test('are the stored one where this run has read nothing of a series', () => {
    expect(play('load.fifteen', start - 1_000, start + 1_000)).toEqual([
      [-1_000, -1],
      [0, -1],
    ]);
  });

  test('have the pieces of the stored one, and from where all readings are held those of this run', () => {
    const past = joinPasts(recentReadings(), stored, () => exactSince);
    const beyond = { direction: 'above', level: 5 } as const;
    const pieces = (series: string, from: number, to: number) => past.pieces(series, '*', { from, to }, beyond);
    expect(pieces('load.one', start - 60_000, start + 20_000)).toEqual([
      { from: start - 60_000, to: exactSince, isQuiet: true },
      { from: exactSince, to: start + 20_000, isQuiet: false },
    ]);
    expect(pieces('load.one', start + 12_000, start + 20_000)).toEqual([
      { from: start + 12_000, to: start + 20_000, isQuiet: false },
    ]);
    expect(pieces('load.fifteen', start - 5_000, start + 1_000)).toEqual([
      { from: start - 5_000, to: start + 1_000, isQuiet: true },
    ]);
  });

  test('reach as far as either, and know the instances and marks of both, each once', () => {
    const past = joinPasts(recentReadings(), stored, () => exactSince);
    const always = { from: 0, to: Infinity };
    expect(past.coverage('load.one', '*')).toEqual({ from: start - 60_000, to: start + 19_000 });
    expect(past.coverage('load.five', '*')).toBeNull();
    expect(past.instancesOf('load.one', always)).toEqual(['*', 'gone']);
    expect(past.marks(always)).toEqual([start - 60_000, start]);
  });
});
