import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src-main/clock.ts';
import { openCollector } from '../../src-main/collect/collector.ts';
import { thisMachine } from '../../src-main/collect/this-machine.ts';
import type { Sample } from '../../src-main/collect/sample.ts';
import { type KernelCounters, readKernelCounters, readProcessCpuMs } from './kernel-counters.ts';
import { loadMachine, type MachineLoad } from './machine-load.ts';

/** What the collector and the kernel told about the same seconds of a loaded machine. */
export interface ObservedMachine {
  /** Every sample, those before the first reading of the counters too. */
  readonly all: readonly Sample[];
  /** The sample at which the counters were read first. */
  readonly start: Sample;
  /** The samples since, one a second, as many as were asked for or more; the counters were read again at the last. */
  readonly samples: readonly Sample[];
  readonly before: KernelCounters;
  readonly after: KernelCounters;
  readonly elapsedMs: number;
  readonly busyPid: number;
  /** CPU time that the kernel counted for the busy process meanwhile. */
  readonly busyMs: number;
}

/** Samples that are passed over, so that the loads run evenly. */
const settling = 2;

/**
 * Keeps one core busy, sends bytes over loopback, writes and syncs a file, and touches 256 MiB after the first reading;
 * lets the collector run, and reads the kernel's counters where the collector has just read them.
 */
export async function observeLoadedMachine(seconds: number): Promise<ObservedMachine> {
  // Beside the sources, because /tmp may be memory.
  mkdirSync('.cache', { recursive: true });
  const folder = mkdtempSync(join('.cache', 'accuracy-'));
  const loads: MachineLoad[] = [];
  try {
    loads.push(...(await Promise.all([loadMachine('loopback'), loadMachine('disk', join(folder, 'written'))])));
    const busy = await loadMachine('core');
    loads.push(busy);
    return await observe(busy.pid, seconds, async () => {
      loads.push(await loadMachine('memory'));
    });
  } finally {
    await Promise.all(loads.map((load) => load.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function observe(busyPid: number, seconds: number, touchMemory: () => Promise<void>): Promise<ObservedMachine> {
  const collector = await openCollector({
    environment: thisMachine({ commands: true, self: { viewers: () => 0 } }),
    clock: systemClock,
    everyMs: 1000,
    report: (fault) => {
      throw fault;
    },
  });
  collector.watch('processes', 1000);
  const all: Sample[] = [];
  const readings: { counters: KernelCounters; busyMs: number }[] = [];
  let touched = Promise.resolve();
  let isTouched = false;
  await new Promise<void>((resolve, reject) => {
    collector.start({
      onGap: () => {
        reject(new Error('The machine stood still while it was observed.'));
      },
      onSample: (sample) => {
        all.push(sample);
        const place = all.length - settling;
        // A machine that has much to do takes its time to touch the memory, which must be over.
        if (place !== 1 && (place < 1 + seconds || !isTouched)) return;
        readings.push({ counters: readKernelCounters(), busyMs: readProcessCpuMs(busyPid) });
        if (place > 1) resolve();
        else {
          touched = touchMemory().then(() => {
            isTouched = true;
          });
        }
      },
    });
  });
  await Promise.all([touched, collector.stop()]);
  const [first, last] = readings;
  const [start, ...samples] = all.slice(settling);
  if (first === undefined || last === undefined || start === undefined) throw new Error('nothing was observed');
  return {
    all,
    start,
    samples,
    before: first.counters,
    after: last.counters,
    elapsedMs: last.counters.atMs - first.counters.atMs,
    busyPid,
    busyMs: last.busyMs - first.busyMs,
  };
}
