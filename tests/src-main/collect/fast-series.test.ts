import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src-shared/fault.ts';
import type { MetricValues } from '../../../src-shared/metrics/registry.ts';
import { openCollector } from '../../../src-main/collect/collector.ts';
import type { Reader } from '../../../src-main/collect/reader.ts';
import { readers } from '../../../src-main/collect/registry.ts';
import type { FastSample, Sample } from '../../../src-main/collect/sample.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { machine } from '../../support/machine.ts';
import { load, settle, wallMs } from './fake-collector.ts';

const nothing = { total: null, available: null, cached: null, buffers: null, swapTotal: null, swapUsed: null };

/** A reader whose value is a rate: the time since its reading before, `null` for the first. */
function spanReader(state: { reads: number; open: number }): Reader<'memory'> {
  let lastMs: number | null = null;
  state.open += 1;
  return {
    read: (atMs) => {
      state.reads += 1;
      const used = lastMs === null ? null : atMs - lastMs;
      lastMs = atMs;
      return { ...nothing, used };
    },
    restart: () => {
      lastMs = null;
    },
    close: () => {
      state.open -= 1;
    },
  };
}

async function collect(make = spanReader) {
  const clock = createFakeClock(wallMs);
  const samples: Sample[] = [];
  const fast: FastSample[] = [];
  const faults: Fault[] = [];
  const state = { reads: 0, open: 0 };
  const collector = await openCollector({
    environment: machine('empty').environment,
    clock,
    everyMs: 1_000,
    report: (fault) => faults.push(fault),
    only: ['load', 'memory'],
    readers: { ...readers, load: () => ({ read: () => load }), memory: () => make(state) },
  });
  collector.start({
    onSample: (sample) => samples.push(sample),
    onGap: () => undefined,
    onFast: (sample) => fast.push(sample),
  });
  const want = async (wanted: boolean) => {
    collector.readFast(wanted ? ['memory'] : []);
    await settle();
  };
  return { clock, collector, samples, fast, faults, state, want };
}

const spans = (samples: readonly { readonly values: Partial<MetricValues> }[]) =>
  samples.map(({ values }) => values.memory?.used);

describe('a metric that somebody wants to see faster', () => {
  test('is read on every tenth of a second of the wall clock, and given beside the ticks', async () => {
    const { clock, fast, want } = await collect();
    clock.advance(1_000);
    await want(true);
    clock.advance(1_000);
    expect(fast.map(({ t }) => t - wallMs)).toEqual(Array.from({ length: 10 }, (_, n) => 1_050 + n * 100));
    expect(fast[0]).toMatchObject({ everyMs: 100 });
    expect(fast.every(({ values }) => Object.keys(values).join() === 'memory')).toBe(true);
    // The first span goes back to the reading that only primed the counters.
    expect(spans(fast)).toEqual([50, ...Array.from({ length: 9 }, () => 100)]);
  });

  test('leaves the ordinary values alone: they are about the whole second', async () => {
    const { clock, samples, want } = await collect();
    clock.advance(1_750);
    await want(true);
    clock.advance(3_000);
    expect(samples.slice(-3).map(({ t }) => t - wallMs)).toEqual([2_750, 3_750, 4_750]);
    expect(spans(samples.slice(-3))).toEqual([1_000, 1_000, 1_000]);
  });

  test('is not read any more once nobody wants it, nor after the end', async () => {
    const { clock, collector, fast, state, want } = await collect();
    clock.advance(1_000);
    await want(true);
    expect(state.open).toBe(2);
    clock.advance(500);
    await want(false);
    expect(state.open).toBe(1);
    const [reads, given] = [state.reads, fast.length];
    clock.advance(2_000);
    expect(state.reads - reads).toBe(2);
    expect(fast).toHaveLength(given);
    await want(true);
    await collector.stop();
    expect(state.open).toBe(0);
    expect(clock.pending()).toBe(0);
  });

  test('that was given up while it was being opened is closed', async () => {
    const { collector, state } = await collect();
    collector.readFast(['memory']);
    collector.readFast([]);
    await settle();
    expect(state.open).toBe(1);
  });

  test('begins anew after a suspend, without a value that spans it', async () => {
    const { clock, fast, want } = await collect();
    clock.advance(1_000);
    await want(true);
    clock.advance(500);
    clock.stepWall(3_600_000);
    clock.advance(500);
    expect(fast.at(-1)?.t).toBe(wallMs + 3_601_950);
    expect(spans(fast).every((span) => typeof span === 'number' && span <= 100)).toBe(true);
  });

  test('leaves out what it comes too late for, and makes up for nothing', async () => {
    const { clock, fast, want } = await collect();
    clock.advance(1_000);
    await want(true);
    clock.advance(200);
    clock.stall(730);
    clock.advance(170);
    // What was read late is not followed at once: its share of a tenth of a second would come from next to no time.
    expect(fast.map(({ t }) => t - wallMs)).toEqual([1_050, 1_150, 1_850, 2_050]);
    expect(spans(fast).slice(-2)).toEqual([780, 120]);
  });

  test('that fails is told once, and leaves the ticks alone', async () => {
    let opened = 0;
    const { clock, samples, fast, faults, want } = await collect((state) => {
      const reader = spanReader(state);
      opened += 1;
      return opened === 1
        ? reader
        : {
            ...reader,
            read: () => {
              throw new Error('gone');
            },
          };
    });
    clock.advance(1_000);
    await want(true);
    clock.advance(1_000);
    expect(fast).toEqual([]);
    expect(faults).toMatchObject([{ code: 'read_failed' }]);
    expect(spans(samples).at(-1)).toBe(1_000);
  });

  test('is offered where it is read at once, and not where a program has to be asked', async () => {
    const { collector } = await collect();
    expect(collector.fast()).toEqual(['memory']);
    const slow = await collect(() => ({ read: () => Promise.resolve({ ...nothing, used: 1 }) }));
    expect(slow.collector.fast()).toEqual([]);
  });
});
