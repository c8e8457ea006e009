import { describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../../src-shared/fault.ts';
import type { MetricValues } from '../../../src-shared/metrics/registry.ts';
import { openCollector } from '../../../src-main/collect/collector.ts';
import { readers } from '../../../src-main/collect/registry.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { machine } from '../../support/machine.ts';
import { cell, collect, load, settle, wallMs } from './fake-collector.ts';

describe('a reader that fails', () => {
  test('is reported once, left out, tried again, and stops nobody', async () => {
    let broken = false;
    const { clock, samples, faults } = await collect({
      load: { read: () => load },
      temperature: {
        read: () => {
          if (broken) throw new Error('EIO');
          return { cpu: 40 };
        },
      },
    });
    clock.advance(750);
    broken = true;
    clock.advance(3_000);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ code: 'read_failed', cause: new Error('EIO') });
    expect(samples.at(-1)?.values).toEqual({ load });
    broken = false;
    clock.advance(1_000);
    expect(samples.at(-1)?.values).toEqual({ load, temperature: { cpu: 40 } });
    broken = true;
    clock.advance(2_000);
    expect(faults).toHaveLength(2);
  });

  test('by a promise is treated the same', async () => {
    const { clock, samples, faults } = await collect({
      load: { read: () => load },
      temperature: { read: () => Promise.reject(new Error('gone')) },
    });
    await settle();
    clock.advance(100);
    await settle();
    clock.advance(1_000);
    await settle();
    expect(faults).toHaveLength(1);
    expect(samples.at(-1)?.values).toEqual({ load });
  });

  test('to open is reported and unsupported, with a sentence', async () => {
    const faults: Fault[] = [];
    const collector = await openCollector({
      environment: machine('empty').environment,
      clock: createFakeClock(),
      everyMs: 1000,
      report: (fault) => faults.push(fault),
      only: ['load', 'self'],
      readers: {
        ...readers,
        load: () => {
          throw new Error('no');
        },
      },
    });
    expect(faults).toHaveLength(1);
    expect(collector.supported).toEqual(['self']);
    expect(collector.unsupported).toEqual([{ metric: 'load', reason: expect.stringMatching(/failed/u) }]);
    await collector.stop();
  });
});

describe('a reader that answers later', () => {
  /** Answers when the test says so. */
  function slow() {
    const answers: ((value: MetricValues['temperature']) => void)[] = [];
    const read = vi.fn(
      () =>
        new Promise<MetricValues['temperature']>((resolve) => {
          answers.push(resolve);
        }),
    );
    return { read, answer: (cpu: number) => answers.shift()?.({ cpu }) };
  }

  test('within half a period is waited for', async () => {
    const sensor = slow();
    const { clock, samples } = await collect({ load: { read: () => load }, temperature: sensor });
    sensor.answer(1);
    await settle();
    clock.advance(100);
    clock.advance(200);
    expect(samples).toEqual([]);
    sensor.answer(2);
    await settle();
    expect(samples).toEqual([{ t: wallMs + 100, first: true, values: { load, temperature: { cpu: 2 } } }]);
  });

  test('later than that joins the next tick', async () => {
    const sensor = slow();
    const { clock, samples } = await collect({ load: { read: () => load }, temperature: sensor });
    sensor.answer(1);
    await settle();
    clock.advance(650);
    await settle();
    // The value of the priming reading came before the tick, so the first sample has it.
    expect(samples.at(-1)?.values).toEqual({ load, temperature: { cpu: 1 } });
    clock.advance(50);
    sensor.answer(2);
    await settle();
    clock.advance(50);
    await settle();
    clock.advance(500);
    await settle();
    expect(samples.at(-1)).toEqual({ t: wallMs + 750, first: false, values: { load, temperature: { cpu: 2 } } });
  });

  test('never is not asked again, reported once, and holds up no tick but its own', async () => {
    const sensor = slow();
    const { clock, samples, faults, times } = await collect({ load: { read: () => load }, temperature: sensor });
    for (let step = 0; step < 300; step += 1) {
      clock.advance(50);
      await settle();
    }
    expect(sensor.read).toHaveBeenCalledTimes(1);
    expect(times()).toHaveLength(16);
    expect(samples.every((sample) => !('temperature' in sample.values))).toBe(true);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.message).toMatch(/10 s/u);
  });

  test('on a slower period is not waited for', async () => {
    let answer: (value: MetricValues['battery']) => void = () => undefined;
    const read = () =>
      new Promise<MetricValues['battery']>((resolve) => {
        answer = resolve;
      });
    const { clock, samples } = await collect({ load: { read: () => load }, battery: { read } });
    clock.advance(100);
    expect(samples).toHaveLength(1);
    answer(cell);
    await settle();
    clock.advance(650);
    expect(samples.at(-1)?.values).toEqual({ load, battery: cell });
  });
});

test('a receiver that throws is reported and does not end the ticks', async () => {
  const clock = createFakeClock(wallMs);
  const faults: Fault[] = [];
  const collector = await openCollector({
    environment: machine('workstation').environment,
    clock,
    everyMs: 1000,
    report: (fault) => faults.push(fault),
    only: ['load'],
  });
  const onSample = vi.fn(() => {
    throw new Error('full');
  });
  collector.start({ onSample, onGap: () => undefined });
  clock.advance(1_750);
  expect(onSample).toHaveBeenCalledTimes(3);
  expect(faults.map((fault) => fault.code)).toEqual(['internal', 'internal', 'internal']);
  await collector.stop();
});

test('metrics that the machine lacks are named with their reason, in the order of the overview', async () => {
  const collector = await openCollector({
    environment: machine('container').environment,
    clock: createFakeClock(),
    everyMs: 1000,
    report: () => undefined,
  });
  await collector.stop();
  expect(collector.supported).toEqual(['cpu', 'memory', 'load', 'network', 'filesystem', 'processes', 'self']);
  expect(collector.unsupported.map((one) => one.metric)).toEqual(['pressure', 'disk', 'temperature', 'gpu', 'battery']);
  for (const { reason } of collector.unsupported) expect(reason).toMatch(/^[A-Z].+\.$/u);
});
