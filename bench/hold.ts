import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from '../build/project.ts';
import { definitionOf, metricIds } from '../src-shared/metrics/registry.ts';
import type { Bench, Figure } from './support/bench.ts';
import { stopProgram } from './support/desktop-program.ts';
import { addressOf } from './support/first-line.ts';
import { openFolder } from './support/folder.ts';
import { plainEnvironment } from './support/plain-environment.ts';
import * as asked from './support/hold/questions.ts';
import { type Transport, transports } from './support/hold/questions.ts';
import { median } from './support/interleave.ts';
import { memoryOf, treeCpuMs } from './support/tree-cpu.ts';
import { startWorker } from './support/worker.ts';

/**
 * What one machine holds of each transport: the built headless server, with all it does besides, and many connections
 * from one other process over loopback (its own bound is 4,096): 1,000 or 4,000 streams of all metrics but the table of
 * processes at 1 Hz, 250 or 1,000 long polls of the same, which are a request each second each, and 1,000 or 4,000 control
 * channels on which nobody says anything. Each case is a new server with a new data directory.
 * Memory is what its proportional set size grew by; CPU what it took more than without anybody, both for each connection;
 * bytes are those of the answers on the wire, heads included. An age is from the tick to the arrival, so that it holds the
 * reading and the time of the viewers' process. That a core would hold so many is calculated from the CPU; that as many as
 * were connected got every sample is seen.
 */
export const hold: Bench = { name: 'hold', run: measure };

const crowds: Readonly<Record<Transport, readonly number[]>> = {
  sse: [1_000, 4_000],
  poll: [250, 1_000],
  ws: [1_000, 4_000],
};
const rounds = Number(process.env.LANPULSE_BENCH_ROUNDS ?? 5);
/** What a start, or the coming of a crowd, leaves behind is over then, ms. */
const settleMs = 8_000;
const aloneMs = 10_000;
const watchMs = 15_000;
const query = `metrics=${metricIds.filter((id) => definitionOf(id).unwatchedEveryMs === undefined).join()}`;

interface Held {
  readonly cpuUsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly memoryBytes: number;
  readonly p99: number | null;
  /** Samples that did not come, of all that should have. */
  readonly missing: number;
}

async function measure(tell: (progress: string) => void): Promise<readonly Figure[]> {
  const found = new Map<string, Held[]>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const transport of transports) {
      for (const viewers of crowds[transport]) {
        const key = keyOf(transport, viewers);
        tell(`round ${String(round)} of ${String(rounds)}: ${key}`);
        found.set(key, [...(found.get(key) ?? []), await holdCrowd(transport, viewers)]);
      }
    }
  }
  return transports.flatMap((transport) =>
    crowds[transport].flatMap((viewers) => figuresOf(transport, viewers, found.get(keyOf(transport, viewers)) ?? [])),
  );
}

const keyOf = (transport: Transport, viewers: number): string => `${String(viewers)} by ${transport}`;

async function holdCrowd(transport: Transport, viewers: number): Promise<Held> {
  const folder = openFolder();
  const args = ['serve', '--port', '0', '--data-dir', join(folder.path, 'data')];
  const server = spawn(process.execPath, [inProject('out', 'main', 'headless.cjs'), ...args], {
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const crowd = startWorker(join(import.meta.dirname, 'support/hold/crowd.ts'));
  try {
    const port = Number(new URL(await addressOf(server)).port);
    const pid = server.pid ?? 0;
    await sleep(settleMs);
    const alone = await cpuOver(pid, aloneMs);
    const before = memoryOf(pid).pssBytes;
    await crowd.ask({ ask: 'come', transport, port, query, viewers }, asked.come);
    await sleep(settleMs);
    await crowd.ask({ ask: 'told' }, asked.told);
    const watched = await cpuOver(pid, watchMs);
    const { bytes, samples, p99, lost } = await crowd.ask({ ask: 'told' }, asked.told);
    if (lost > 0) throw new Error(`${String(lost)} of ${String(viewers)} connections were lost.`);
    const memoryBytes = (memoryOf(pid).pssBytes - before) / viewers;
    const due = transport === 'ws' ? 0 : watchMs / 1_000;
    return {
      cpuUsPerSecond: ((watched - alone) * 1_000) / viewers,
      bytesPerSecond: bytes / viewers / (watchMs / 1_000),
      memoryBytes,
      p99,
      missing: Math.max(0, due - samples / viewers),
    };
  } finally {
    await Promise.all([stopProgram(server), crowd.stop()]);
    folder.remove();
  }
}

/** CPU of a process and all that it starts, ms in each second of a stretch. */
async function cpuOver(pid: number, ms: number): Promise<number> {
  const before = { usedMs: treeCpuMs(pid), atMs: performance.now() };
  await sleep(ms);
  return ((treeCpuMs(pid) - before.usedMs) / (performance.now() - before.atMs)) * 1_000;
}

function figuresOf(transport: Transport, viewers: number, held: readonly Held[]): readonly Figure[] {
  const of = (field: keyof Held): number => median(held.map((one) => one[field] ?? Number.NaN));
  const what = keyOf(transport, viewers);
  const cpu = of('cpuUsPerSecond');
  return [
    { what: `${what}: memory of each`, value: of('memoryBytes') / 1_024, unit: 'KiB' },
    { what: `${what}: CPU of each in a second`, value: cpu, unit: 'us' },
    { what: `${what}: bytes to each in a second`, value: of('bytesPerSecond'), unit: 'B' },
    ...(transport === 'ws'
      ? []
      : [
          { what: `${what}: age of a sample, p99`, value: of('p99'), unit: 'ms' },
          { what: `${what}: samples that each misses, of 15`, value: of('missing'), unit: '' },
          { what: `${what}: as many would fill a core`, value: 1e6 / cpu, unit: '' },
        ]),
  ];
}
