import { describe, expect, test, vi } from 'vitest';
import type { MetricValues } from '../../../src-shared/metrics/registry.ts';
import { cell, collect, load, settle, space, wallMs } from './fake-collector.ts';

describe('a gap', () => {
  const counters = () => {
    const restart = vi.fn();
    const read = vi.fn(() => load);
    return { restart, read };
  };

  test('after a suspend: told once, readers start anew, priming reading, first sample', async () => {
    const reader = counters();
    const { clock, samples, gaps } = await collect({ load: reader, filesystem: { read: () => space } });
    clock.advance(2_750);
    reader.read.mockClear();
    // The monotonic clock stands still while the machine sleeps.
    clock.stepWall(3_600_000);
    clock.advance(1_000);
    expect(gaps).toEqual([{ from: wallMs + 2_750, to: wallMs + 3_603_750 }]);
    expect(reader.restart).toHaveBeenCalledTimes(1);
    expect(reader.read).toHaveBeenCalledTimes(1);
    clock.advance(100);
    expect(samples.at(-1)).toEqual({ t: wallMs + 3_603_850, first: true, values: { load, filesystem: space } });
    clock.advance(900);
    expect(samples.at(-1)).toMatchObject({ t: wallMs + 3_604_750, first: false });
    expect(gaps).toHaveLength(1);
  });

  test('that an interval was changed in is told once, and nothing is sampled beside the new beginning', async () => {
    const { clock, collector, samples, gaps } = await collect({ load: counters() });
    clock.advance(2_750);
    clock.stepWall(3_600_000);
    const before = samples.length;
    collector.setEvery(500);
    clock.advance(100);
    expect(gaps).toHaveLength(1);
    expect(samples.slice(before)).toMatchObject([{ t: wallMs + 3_602_850, first: true }]);
    clock.advance(1_000);
    expect(samples.slice(before + 1).map(({ t }) => t - wallMs)).toEqual([3_603_250, 3_603_750]);
  });

  test('after the clock was set back: time goes back once, with a gap', async () => {
    const { clock, samples, gaps } = await collect({ load: counters() });
    clock.advance(2_750);
    clock.stepWall(-60_000);
    clock.advance(1_100);
    expect(gaps).toEqual([{ from: wallMs + 2_750, to: wallMs - 56_250 }]);
    expect(samples.at(-1)).toMatchObject({ t: wallMs - 56_150, first: true });
    clock.advance(5_000);
    expect(samples.at(-1)?.t).toBe(wallMs - 51_250);
  });

  test('after a stall of the process', async () => {
    const { clock, samples, gaps } = await collect({ load: counters() });
    clock.advance(2_750);
    clock.stall(8_000);
    clock.advance(100);
    expect(gaps).toEqual([{ from: wallMs + 2_750, to: wallMs + 10_750 }]);
    expect(samples.at(-1)).toMatchObject({ first: true });
  });

  test('before the first sample begins at the priming reading', async () => {
    const { clock, samples, gaps } = await collect({ load: counters() });
    clock.stepWall(10_000);
    clock.advance(100);
    expect(gaps).toEqual([{ from: wallMs, to: wallMs + 10_100 }]);
    clock.advance(100);
    expect(samples).toMatchObject([{ t: wallMs + 10_200, first: true }]);
  });

  test('is no small correction of the clock: time goes on, never twice the same', async () => {
    const { clock, times, gaps } = await collect({ load: counters() });
    clock.advance(2_750);
    clock.stepWall(-1_500);
    clock.advance(5_000);
    clock.stepWall(1_900);
    clock.advance(5_000);
    expect(gaps).toEqual([]);
    expect(times()).toEqual([...new Set(times())].sort((a, b) => a - b));
    expect(
      times()
        .slice(1)
        .every((t) => t % 1000 === 0),
    ).toBe(true);
  });

  test('drops a value that was being read before it', async () => {
    const answers: ((value: MetricValues['temperature']) => void)[] = [];
    const read = () =>
      new Promise<MetricValues['temperature']>((resolve) => {
        answers.push(resolve);
      });
    const { clock, samples } = await collect({ load: { read: () => load }, temperature: { read } });
    clock.advance(100);
    clock.advance(650);
    clock.stepWall(60_000);
    clock.advance(1_000);
    answers[0]?.({ cpu: 99 });
    await settle();
    clock.advance(200);
    clock.advance(500);
    await settle();
    expect(samples.every((sample) => sample.values.temperature?.cpu !== 99)).toBe(true);
  });

  test('drops a value that waited for the next tick', async () => {
    const answers: ((value: MetricValues['battery']) => void)[] = [];
    const read = () =>
      new Promise<MetricValues['battery']>((resolve) => {
        answers.push(resolve);
      });
    const { clock, samples } = await collect({ load: { read: () => load }, battery: { read } });
    clock.advance(200);
    answers[0]?.(cell);
    await settle();
    clock.stepWall(60_000);
    clock.advance(650);
    expect(samples.at(-1)).toMatchObject({ first: true });
    expect(samples.every((sample) => !('battery' in sample.values))).toBe(true);
  });
});
