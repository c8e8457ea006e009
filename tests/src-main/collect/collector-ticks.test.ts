import { describe, expect, test, vi } from 'vitest';
import { cell, collect, load, settle, space, table, wallMs } from './fake-collector.ts';

describe('the first sample', () => {
  test('comes 100 ms after a priming reading, is marked, and holds every metric', async () => {
    const read = vi.fn(() => load);
    const { clock, samples, timesOf } = await collect({
      load: { read },
      filesystem: { read: () => space },
      processes: { read: () => table },
    });
    expect(read).toHaveBeenCalledTimes(1);
    clock.advance(99);
    expect(samples).toEqual([]);
    clock.advance(1);
    expect(samples).toEqual([{ t: wallMs + 100, first: true, values: { load, filesystem: space, processes: table } }]);
    clock.advance(650);
    expect(samples.at(-1)).toEqual({ t: wallMs + 750, first: false, values: { load } });
    expect(timesOf('filesystem')).toEqual([350]);
  });

  test('is told the monotonic time of each reading', async () => {
    const moments: number[] = [];
    const read = (atMs: number) => {
      moments.push(atMs);
      return load;
    };
    const { clock } = await collect({ load: { read } });
    clock.advance(1750);
    expect(moments).toEqual([0, 100, 750, 1750]);
  });
});

describe('ticks', () => {
  test('lie on the grid of the wall clock, without drift', async () => {
    const { clock, times } = await collect({ load: { read: () => load } });
    clock.advance(100_000);
    expect(times().slice(0, 4)).toEqual([350, 1000, 2000, 3000]);
    expect(times()).toHaveLength(101);
    expect(times().at(-1)).toBe(100_000);
  });

  test('come as fast as every 100 ms', async () => {
    const { clock, times } = await collect({ load: { read: () => load } }, 100);
    clock.advance(500);
    expect(times()).toEqual([350, 400, 500, 600, 700]);
  });

  test('a late one is left out, and the next are on the grid again, not bunched', async () => {
    const { clock, times } = await collect({ load: { read: () => load } });
    clock.advance(1750);
    clock.stall(1700);
    clock.advance(2300);
    // Due at 3000, the process came to it at 3700.
    expect(times()).toEqual([350, 1000, 2000, 4000, 5000, 6000]);
  });

  test('one that is a little late carries the time of its grid point', async () => {
    const { clock, times } = await collect({ load: { read: () => load } });
    clock.advance(1750);
    clock.stall(1300);
    clock.advance(950);
    expect(times()).toEqual([350, 1000, 2000, 3000, 4000]);
  });

  test('a machine that is always late still gets a sample for every other tick', async () => {
    const { clock, times } = await collect({ load: { read: () => load } });
    clock.advance(750);
    for (let round = 0; round < 6; round += 1) {
      clock.stall(700);
      clock.advance(1);
    }
    expect(times().length).toBeGreaterThan(2);
    expect(times()).toEqual([...new Set(times())].sort((a, b) => a - b));
  });

  test('an interval out of range is refused', async () => {
    await expect(collect({ load: { read: () => load } }, 99)).rejects.toMatchObject({ code: 'bad_option' });
    await expect(collect({ load: { read: () => load } }, 60_001)).rejects.toMatchObject({ code: 'bad_option' });
  });
});

describe('a slow metric', () => {
  test('is read in the first tick of each of its windows', async () => {
    const { clock, timesOf } = await collect({ load: { read: () => load }, filesystem: { read: () => space } });
    clock.advance(30_000);
    expect(timesOf('filesystem')).toEqual([350, 10_000, 20_000, 30_000]);
  });

  test('is read at every tick where ticks are rarer than its period', async () => {
    const { clock, timesOf } = await collect({ filesystem: { read: () => space } }, 15_000);
    clock.advance(45_000);
    expect(timesOf('filesystem')).toHaveLength(4);
  });

  test('leaves no empty sample behind', async () => {
    const { clock, times } = await collect({ filesystem: { read: () => space } });
    clock.advance(12_000);
    expect(times()).toEqual([350, 10_000]);
  });

  test('the process table is read every 5 s, and as often as somebody watches', async () => {
    const { clock, collector, timesOf } = await collect({ processes: { read: () => table } });
    clock.advance(10_000);
    expect(timesOf('processes')).toEqual([350, 5000, 10_000]);
    collector.watch('processes', 100);
    clock.advance(2_000);
    collector.watch('processes', 2_000);
    clock.advance(4_000);
    collector.watch('processes', null);
    clock.advance(10_000);
    expect(timesOf('processes').slice(3)).toEqual([11_000, 12_000, 14_000, 16_000, 20_000, 25_000]);
  });
});

describe('stopping', () => {
  test('ends the ticks, closes the readers and leaves no timer behind', async () => {
    const close = vi.fn();
    const { clock, collector, samples } = await collect({ load: { read: () => load, close } });
    clock.advance(1_750);
    const before = samples.length;
    await collector.stop();
    expect(close).toHaveBeenCalledTimes(1);
    expect(clock.pending()).toBe(0);
    clock.advance(10_000);
    expect(samples).toHaveLength(before);
  });

  test('from within a sample works too', async () => {
    const { clock, collector, samples } = await collect({
      load: {
        read: () => {
          if (samples.length === 1) void collector.stop();
          return load;
        },
      },
    });
    clock.advance(5_000);
    expect(samples).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  test('does not wait for a reader that hangs, nor for its tick', async () => {
    let primed = false;
    const { clock, collector, samples } = await collect({
      load: { read: () => load },
      temperature: {
        read: () => {
          if (primed) return new Promise(() => undefined);
          primed = true;
          return {};
        },
      },
    });
    clock.advance(200);
    await collector.stop();
    expect(clock.pending()).toBe(0);
    clock.advance(5_000);
    await settle();
    expect(samples).toEqual([]);
  });
});

describe('a slow metric that answers later', () => {
  test('stands in the first sample of its window, where viewers with an interval look for it', async () => {
    const { clock, timesOf } = await collect({
      load: { read: () => load },
      battery: { read: () => Promise.resolve(cell) },
    });
    for (let second = 0; second < 61; second += 1) {
      clock.advance(1000);
      await settle();
    }
    // The clock starts at 20 s past the minute.
    expect(timesOf('battery').filter((time) => time > 5_000)).toEqual([10_000, 40_000]);
  });
});
