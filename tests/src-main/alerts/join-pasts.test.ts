import { describe, expect, test } from 'vitest';
import { joinPasts, type StoredPast } from '../../../src-main/alerts/join-pasts.ts';
import { createReadingsBuffer } from '../../../src-main/alerts/readings-buffer.ts';

const start = 1_700_000_000_000;
const exactSince = start + 10_000;

/** Rows of a run that began at `start`, 20 of them. */
function recentReadings() {
  const buffer = createReadingsBuffer({ everyMs: 1_000, isKept: () => true, averages: false });
  buffer.mark(start);
  for (let n = 0; n < 20; n += 1) buffer.add(start + n * 1_000, { load: { one: n, five: null, fifteen: null } });
  return buffer;
}

/** A value of -1 in each second of the minute before, of this run's first half, and of a series that is gone. */
const stored: StoredPast = {
  instancesOf: () => ['*', 'gone'],
  coverage: (series) => (series === 'load.five' ? null : { from: start - 60_000, to: start + 15_000 }),
  marks: () => [start - 60_000, start],
  replay(_series, _instance, { from, to }, visit) {
    for (let t = start - 60_000; t < start + 15_000; t += 1_000) if (t >= from && t < to) visit(t, -1, 1_000);
  },
  momentsBeyond: () => [],
};

function play(series: string, from: number, to: number) {
  const past = joinPasts(recentReadings(), stored, () => exactSince);
  const held: [number, number][] = [];
  past.replay(series, '*', { from, to }, (t, value) => {
    held.push([t - start, value]);
    return false;
  });
  return held;
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

  test('pass over the stored hours in which nothing is beyond the level, unless the visitor waits for more', () => {
    const hour = 3_600_000;
    const first = Math.floor(start / hour) * hour;
    const busy: StoredPast = {
      ...stored,
      momentsBeyond: () => [first - 2 * hour + 5],
      replay(_series, _instance, { from, to }, visit) {
        for (let t = from; t < to; t += hour / 2) visit(t, 1, 0);
      },
    };
    const past = joinPasts(recentReadings(), busy, () => exactSince);
    const play = (isIdle: boolean, staysIdle: boolean) => {
      const halves: number[] = [];
      const beyond = { direction: 'above', level: 5 } as const;
      past.replay('load.five', '*', { from: first - 4 * hour, to: first, beyond, isIdle }, (t) => {
        halves.push((t - first) / hour);
        return staysIdle;
      });
      return halves;
    };
    expect(play(true, true)).toEqual([-2, -1.5]);
    expect(play(true, false)).toEqual([-2, -1.5, -1, -0.5]);
    expect(play(false, true)).toEqual([-4, -3.5, -2, -1.5]);
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
