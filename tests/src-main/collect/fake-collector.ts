import type { Fault } from '../../../src-shared/fault.ts';
import type { MetricId } from '../../../src-shared/metrics/registry.ts';
import { openCollector } from '../../../src-main/collect/collector.ts';
import type { Reader, ReaderRegistry, Unsupported } from '../../../src-main/collect/reader.ts';
import { readers } from '../../../src-main/collect/registry.ts';
import type { Sample, SampleGap } from '../../../src-main/collect/sample.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { machine } from '../../support/machine.ts';

/** The wall clock at the start of every test: 250 ms past a second. */
export const wallMs = 1_700_000_000_250;
/** Values of the fake readers. */
export const load = { one: 1, five: 2, fifteen: 3 };
export const space = { '/': { total: 2, used: 1, usedShare: 50 } };
export const table = { count: 1, running: 1, top: [] };
export const cell = { charge: 50, charging: 0, minutesLeft: 60 };

type Fakes = { [Id in MetricId]?: Reader<Id> | Unsupported };

/** A collector over readers that a test steers, on a clock that stands at 12:00:00.250 of some second. */
export async function collect(fakes: Fakes, everyMs = 1000) {
  const clock = createFakeClock(wallMs);
  const samples: Sample[] = [];
  const gaps: SampleGap[] = [];
  const faults: Fault[] = [];
  const registry: ReaderRegistry = {
    ...readers,
    ...(fakes.load && { load: () => fakes.load ?? { unsupported: '' } }),
    ...(fakes.battery && { battery: () => fakes.battery ?? { unsupported: '' } }),
    ...(fakes.filesystem && { filesystem: () => fakes.filesystem ?? { unsupported: '' } }),
    ...(fakes.processes && { processes: () => fakes.processes ?? { unsupported: '' } }),
    ...(fakes.temperature && { temperature: () => fakes.temperature ?? { unsupported: '' } }),
  };
  const only = (['load', 'filesystem', 'temperature', 'processes', 'battery'] as const).filter((id) => fakes[id]);
  const collector = await openCollector({
    environment: machine('empty').environment,
    clock,
    everyMs,
    report: (fault) => faults.push(fault),
    only,
    readers: registry,
  });
  collector.start({ onSample: (sample) => samples.push(sample), onGap: (gap) => gaps.push(gap) });
  const times = () => samples.map((sample) => sample.t - wallMs + 250);
  const timesOf = (id: MetricId) => samples.flatMap((one) => (id in one.values ? [one.t - wallMs + 250] : []));
  return { clock, collector, samples, gaps, faults, times, timesOf };
}

/** Lets promises that are settled run on. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));
