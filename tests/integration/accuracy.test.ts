import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MetricId, MetricValues } from '../../src-shared/metrics/registry.ts';
import { observeLoadedMachine, type ObservedMachine } from '../support/observed-machine.ts';

const mebibyte = 1024 * 1024;

/** Largest distance between a mean of shares and the counters, in percent points: a tick of the kernel's clock per reading. */
const points = 2;

let seen: ObservedMachine;

/** A metric's values in the observed samples, with the ms that each of them covers. */
function readings<Id extends MetricId>(id: Id): { value: MetricValues[Id]; ms: number }[] {
  return seen.samples.flatMap((sample, index) => {
    const value = sample.values[id];
    const before = index === 0 ? seen.start : seen.samples[index - 1];
    return value === undefined || before === undefined ? [] : [{ value, ms: sample.t - before.t }];
  });
}

/** Mean over the time observed of one number of a metric. */
function mean<Id extends MetricId>(id: Id, pick: (value: MetricValues[Id]) => number | null | undefined): number {
  let sum = 0;
  let ms = 0;
  for (const reading of readings(id)) {
    sum += (pick(reading.value) ?? Number.NaN) * reading.ms;
    ms += reading.ms;
  }
  return sum / ms;
}

/** Growth of a kernel counter over the same time, per second. */
function perSecond(table: 'disk' | 'network', name: string, column: number): number {
  const growth = (seen.after[table].get(name)?.[column] ?? 0) - (seen.before[table].get(name)?.[column] ?? 0);
  return (growth * 1000) / seen.elapsedMs;
}

/** The readings of both sides lie some ms apart, in which the loads go on. */
function expectNear(actual: number, expected: number, share: number, slack: number): void {
  expect(Math.abs(actual - expected), `${String(actual)} against ${String(expected)}`).toBeLessThanOrEqual(
    Math.abs(expected) * share + slack,
  );
}

describe.runIf(process.platform === 'linux')('under load the collector agrees with the kernel about', () => {
  beforeAll(async () => {
    seen = await observeLoadedMachine(6);
  });

  test('the shares of the CPU, of all cores and of each', () => {
    const share = (line: string, ...columns: number[]) => {
      const growth = (seen.after.cpu.get(line) ?? [])
        .slice(0, 8)
        .map((ticks, column) => ticks - (seen.before.cpu.get(line)?.[column] ?? 0));
      const whole = growth.reduce((sum, ticks) => sum + ticks, 0);
      return (columns.reduce((sum, column) => sum + (growth[column] ?? 0), 0) / whole) * 100;
    };
    const busy = [0, 1, 2, 5, 6, 7];
    expectNear(
      mean('cpu', (cpu) => cpu.total),
      share('cpu', ...busy),
      0,
      points,
    );
    expectNear(
      mean('cpu', (cpu) => cpu.user),
      share('cpu', 0, 1),
      0,
      points,
    );
    expectNear(
      mean('cpu', (cpu) => cpu.system),
      share('cpu', 2, 5, 6),
      0,
      points,
    );
    expectNear(
      mean('cpu', (cpu) => cpu.iowait),
      share('cpu', 4),
      0,
      points,
    );
    expectNear(
      mean('cpu', (cpu) => cpu.steal),
      share('cpu', 7),
      0,
      points,
    );
    const cores = seen.start.values.cpu?.cores ?? [];
    expect(cores).toHaveLength(seen.before.cpu.size - 1);
    cores.forEach((_share, core) => {
      expectNear(
        mean('cpu', (cpu) => cpu.cores[core]),
        share(`cpu${String(core)}`, ...busy),
        0,
        2 * points,
      );
    });
    expect(mean('cpu', (cpu) => cpu.total)).toBeGreaterThan(80 / cores.length);
  });

  test('the memory, of which 256 MiB were touched meanwhile', () => {
    const last = seen.samples.at(-1)?.values.memory;
    const told = (name: string) => seen.after.memory.get(name) ?? Number.NaN;
    const slack = 24 * mebibyte;
    expect(last?.total).toBe(told('MemTotal'));
    expectNear(last?.available ?? Number.NaN, told('MemAvailable'), 0, slack);
    expectNear(last?.used ?? Number.NaN, told('MemTotal') - told('MemAvailable'), 0, slack);
    expectNear(last?.cached ?? Number.NaN, told('Cached') + told('SReclaimable'), 0, slack);
    expectNear(last?.buffers ?? Number.NaN, told('Buffers'), 0, slack);
    expect(last?.swapTotal).toBe(told('SwapTotal'));
    expectNear(last?.swapUsed ?? Number.NaN, told('SwapTotal') - told('SwapFree'), 0, slack);
    const grown = (last?.used ?? 0) - (seen.start.values.memory?.used ?? 0);
    const counted = ['MemTotal', 'MemAvailable'].map((name) => told(name) - (seen.before.memory.get(name) ?? 0));
    expectNear(grown, (counted[0] ?? 0) - (counted[1] ?? 0), 0, slack);
  });

  test('the bytes, operations and busy time of every disk', () => {
    const names = Object.keys(seen.start.values.disk ?? {});
    for (const name of names) {
      const bytes = (column: number) => perSecond('disk', name, column) * 512;
      expectNear(
        mean('disk', (disk) => disk[name]?.read),
        bytes(2),
        0.05,
        64 * 1024,
      );
      expectNear(
        mean('disk', (disk) => disk[name]?.written),
        bytes(6),
        0.05,
        mebibyte,
      );
      expectNear(
        mean('disk', (disk) => disk[name]?.reads),
        perSecond('disk', name, 0),
        0.05,
        3,
      );
      expectNear(
        mean('disk', (disk) => disk[name]?.writes),
        perSecond('disk', name, 4),
        0.05,
        5,
      );
      expectNear(
        mean('disk', (disk) => disk[name]?.busy),
        perSecond('disk', name, 9) / 10,
        0,
        points,
      );
    }
    const written = names.map((name) => mean('disk', (disk) => disk[name]?.written));
    expect(Math.max(...written), 'the load writes 4 MiB at a time').toBeGreaterThan(mebibyte);
  });

  test('the bytes, packets and errors of every interface', () => {
    const names = Object.keys(seen.start.values.network ?? {});
    expect(names.sort()).toEqual([...seen.before.network.keys()].sort());
    for (const name of names) {
      const counted = (column: number) => perSecond('network', name, column);
      expectNear(
        mean('network', (network) => network[name]?.received),
        counted(0),
        0.05,
        4096,
      );
      expectNear(
        mean('network', (network) => network[name]?.sent),
        counted(8),
        0.05,
        4096,
      );
      expectNear(
        mean('network', (network) => network[name]?.packetsReceived),
        counted(1),
        0.05,
        10,
      );
      expectNear(
        mean('network', (network) => network[name]?.packetsSent),
        counted(9),
        0.05,
        10,
      );
      expectNear(
        mean('network', (network) => network[name]?.errors),
        counted(2) + counted(10),
        0.05,
        1,
      );
    }
    expect(mean('network', (network) => network.lo?.received)).toBeGreaterThan(mebibyte);
  });

  test('the load averages and the pressure', () => {
    const last = seen.samples.at(-1)?.values;
    // Renewed every 5 s and every 2 s; a renewal may fall between the two readings.
    [last?.load?.one, last?.load?.five, last?.load?.fifteen].forEach((value, place) => {
      expectNear(value ?? Number.NaN, seen.after.load[place] ?? Number.NaN, 0, 0.4);
    });
    [last?.pressure?.cpu, last?.pressure?.memory, last?.pressure?.io].forEach((value, place) => {
      const told = seen.after.pressure[place] ?? Number.NaN;
      if (Number.isNaN(told)) expect(value ?? null).toBeNull();
      else expectNear(value ?? Number.NaN, told, 0, 8);
    });
  });

  test('the size and use of the root file system, as df tells them', () => {
    const root = seen.all.find((sample) => sample.values.filesystem)?.values.filesystem?.['/'];
    const [total, used, share] = execFileSync('df', ['-B1', '--output=size,used,pcent', '/'], { encoding: 'utf8' })
      .split('\n')[1]
      ?.trim()
      .split(/[\s%]+/u)
      .map(Number) ?? [Number.NaN];
    expect(root?.total).toBe(total);
    expectNear(root?.used ?? Number.NaN, used ?? Number.NaN, 0, 256 * mebibyte);
    // df rounds up.
    expectNear(root?.usedShare ?? Number.NaN, (share ?? Number.NaN) - 0.5, 0, 1);
  });

  test('the busy process and the number of processes', () => {
    const own = (value: MetricValues['processes']) => value.top.find((one) => one.pid === seen.busyPid);
    expectNear(
      mean('processes', (value) => own(value)?.cpu),
      (seen.busyMs / seen.elapsedMs) * 100,
      0,
      2 * points,
    );
    // What other work on the machine leaves it, so the load is only known to be there.
    expect(mean('processes', (value) => own(value)?.cpu)).toBeGreaterThan(5);
    expectNear(
      mean('processes', (value) => value.count),
      (seen.before.processes + seen.after.processes) / 2,
      0.1,
      10,
    );
    expect(mean('processes', (value) => value.running)).toBeGreaterThanOrEqual(1);
  });

  test('what it costs itself', () => {
    const counted = ((seen.after.ownCpuMs - seen.before.ownCpuMs) / seen.elapsedMs) * 100;
    expectNear(
      mean('self', (self) => self.cpu),
      counted,
      0.2,
      1,
    );
    expectNear(
      mean('self', (self) => self.memory),
      process.memoryUsage.rss(),
      0.25,
      0,
    );
  });
});
