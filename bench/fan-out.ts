import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from '../build/project.ts';
import type { Bench, Figure } from './support/bench.ts';
import { bundle } from './support/bundle.ts';
import * as told from './support/fan-out/questions.ts';
import type { WayName } from './support/fan-out/ways.ts';
import { median } from './support/interleave.ts';
import { startWorker, type Worker } from './support/worker.ts';

/**
 * What it costs to bring a sample of 2 KB to many streams. A server in a process of its own takes 1,000 or 10,000
 * connections over loopback from one other process, and sends samples at 1 Hz and at 10 Hz; each way is a new server. The
 * samples are made beforehand, and each is handed over in a turn of its own, as a timer would, be it late or not. CPU
 * is that of the server's process, user and system, from before the first sample until the last viewer has all of it. A
 * delay is from the hand-over of a sample to the moment at which a viewer has its last byte, over all samples and viewers;
 * it holds the time the viewers' process needs, which is the same for each way. Memory is what the server's resident set
 * grew by, after a collection of garbage, when the viewers were there.
 */
export const fanOut: Bench = { name: 'fan-out', run: measure };

interface Load {
  readonly viewers: number;
  readonly hz: 1 | 10;
  readonly events: number;
}

const loads: readonly Load[] = [
  // What asking for it costs, and one slow event, count for little among so many.
  { viewers: 1_000, hz: 1, events: 20 },
  { viewers: 1_000, hz: 10, events: 40 },
  { viewers: 10_000, hz: 1, events: 6 },
  // More than a core can do: a burst, and the time until it has arrived.
  { viewers: 10_000, hz: 10, events: 20 },
];
const names: readonly WayName[] = ['lanpulse', 'better-sse', 'socket.write', 'one filter', 'ten filters'];
const rounds = Number(process.env.LANPULSE_BENCH_ROUNDS ?? 5);
/** Time for what connecting left behind, such as the news that somebody joined, ms. */
const settleMs = 2_500;
/**
 * What is delivered before anything is measured. Code that has not run for long is slow and gets compiled meanwhile, whoever
 * wrote it, and a server runs for days. A collection that is forced makes V8 throw away some of its compiled code, and eight
 * seconds later look for more to collect: so none is forced after the memory was read, and this takes longer than that.
 */
const warmUp = (viewers: number): Load => ({ viewers, hz: viewers > 1_000 ? 1 : 10, events: 120_000 / viewers });

interface Measured {
  readonly cpuUs: number;
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
  readonly rssBytes: number;
}

type Results = Map<string, Measured[]>;

async function measure(tell: (progress: string) => void): Promise<readonly Figure[]> {
  const results: Results = new Map();
  // The thread of a loader that compiles collects its own garbage some seconds after the start, in the time that is measured.
  const program = await bundle(inProject('bench', 'support', 'fan-out', 'broadcaster.ts'));
  try {
    await measureAll(program.path, results, tell);
  } finally {
    program.remove();
  }
  return loads.flatMap((load) => figuresOf(load, results));
}

async function measureAll(program: string, results: Results, tell: (progress: string) => void): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    for (const viewers of new Set(loads.map((load) => load.viewers))) {
      for (const name of names) {
        tell(`round ${String(round)} of ${String(rounds)}: ${String(viewers)} viewers, ${name}`);
        await measureWay(program, name, viewers, results);
      }
    }
  }
}

async function measureWay(program: string, name: WayName, viewers: number, results: Results): Promise<void> {
  const server = startWorker(program, [name], { isBuilt: true });
  const crowd = startWorker(join(import.meta.dirname, 'support/fan-out/crowd.ts'));
  try {
    const { port } = await server.ask({ ask: 'listen' }, told.listening);
    const before = await server.ask({ ask: 'memory' }, told.memory);
    await crowd.ask({ ask: 'connect', port, viewers }, told.done);
    await sleep(settleMs);
    const joined = await server.ask({ ask: 'memory' }, told.memory);
    if (joined.viewers !== viewers) throw new Error(`${String(joined.viewers)} viewers instead of ${String(viewers)}`);
    await send(server, crowd, warmUp(viewers));
    for (const load of loads) {
      if (load.viewers !== viewers) continue;
      const key = keyOf(name, load);
      const rssBytes = (joined.rssBytes - before.rssBytes) / viewers;
      results.set(key, [...(results.get(key) ?? []), { ...(await send(server, crowd, load)), rssBytes }]);
    }
  } finally {
    await Promise.all([server.stop(), crowd.stop()]);
  }
}

async function send(server: Worker, crowd: Worker, { viewers, hz, events }: Load): Promise<Omit<Measured, 'rssBytes'>> {
  await crowd.ask({ ask: 'expect', events }, told.done);
  await server.ask({ ask: 'prepare', events }, told.done);
  const before = await server.ask({ ask: 'cpu' }, told.cpu);
  const { at } = await server.ask({ ask: 'broadcast', everyMs: 1_000 / hz }, told.broadcasted);
  await crowd.ask({ ask: 'arrived' }, told.done);
  const after = await server.ask({ ask: 'cpu' }, told.cpu);
  const delays = await crowd.ask({ ask: 'delays', at }, told.delays);
  return { cpuUs: (after.cpuUs - before.cpuUs) / events / viewers, ...delays };
}

const keyOf = (name: WayName, { viewers, hz }: Load): string => `${name} ${String(viewers)} ${String(hz)}`;

function figuresOf(load: Load, results: Results): readonly Figure[] {
  const of = (name: WayName, field: keyof Measured): number =>
    median((results.get(keyOf(name, load)) ?? []).map((one) => one[field]));
  const at = `${String(load.viewers)} viewers at ${String(load.hz)} Hz`;
  const [own, theirs, floor] = [of('lanpulse', 'cpuUs'), of('better-sse', 'cpuUs'), of('socket.write', 'cpuUs')];
  const peers = { channel: { what: 'better-sse', value: theirs }, socket: { what: 'socket.write', value: floor } };
  return [
    { what: `${at}: size of an event`, value: of('lanpulse', 'bytes'), unit: 'B' },
    {
      ...{ what: `${at}: CPU per delivered event`, value: own, unit: 'us' },
      ...{ goal: { atMost: 0.35 * theirs }, peer: peers.channel },
    },
    { what: '', value: own, unit: 'us', goal: { atMost: 1.2 * floor }, peer: peers.socket },
    {
      ...{ what: `${at}: the same with ten filters`, value: of('ten filters', 'cpuUs'), unit: 'us' },
      goal: { atMost: 1.2 * of('one filter', 'cpuUs') },
      peer: { what: 'one filter', value: of('one filter', 'cpuUs') },
    },
    {
      ...{ what: `${at}: delay, p99`, value: of('lanpulse', 'p99'), unit: 'ms' },
      ...(load.viewers === 10_000 && load.hz === 1 && { goal: { atMost: 160 } }),
      peer: { what: 'better-sse', value: of('better-sse', 'p99') },
    },
    { what: `${at}: delay, p50`, value: of('lanpulse', 'p50'), unit: 'ms' },
    {
      ...{ what: `${at}: memory per viewer`, value: of('lanpulse', 'rssBytes') / 1_024, unit: 'KiB' },
      goal: { atMost: (0.6 * of('better-sse', 'rssBytes')) / 1_024 },
      peer: { what: 'better-sse', value: of('better-sse', 'rssBytes') / 1_024 },
    },
  ];
}
