import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from '../build/project.ts';
import type { Bench, Figure } from './support/bench.ts';
import { bundle } from './support/bundle.ts';
import { type Program, programs, withTable } from './support/collect/programs.ts';
import { median } from './support/interleave.ts';
import { treeCpuMs, treePssBytes } from './support/tree-cpu.ts';
import { openFolder } from './support/folder.ts';
import { undoAtEnd } from './support/interruption.ts';
import { plainEnvironment } from './support/plain-environment.ts';

/**
 * What it costs to watch this machine once a second. All programs run at the same time, so that they see the same machine: each
 * is started as its manual says, left alone for a while, and measured in the same stretches of half a minute while somebody
 * looks at it: a stream of all metrics but the table of processes for Lanpulse, which reads that one every five seconds for
 * its history, and a request every second for the others. A second Lanpulse has a viewer of the table, too, which is read every
 * two seconds then. CPU is that of the program and all that it starts, memory its proportional set size. The peers come
 * from Debian and are installed where they are missing; all of them listen on loopback only. Wants a built tree, root and
 * nothing else that works.
 */
export const collect: Bench = { name: 'collect', run: measure };

// Without the module of Python its web server does not start.
const peers = ['prometheus-node-exporter', 'netdata', 'glances', 'python3-bottle'];
/** Asked by Debian's packages whether a service may start. */
const servicePolicy = '/usr/sbin/policy-rc.d';
const rounds = Number(process.env.LANPULSE_BENCH_ROUNDS ?? 5);
/** What Node compiles and throws away after a start is over then. */
const warmUpMs = 90_000;
const measureMs = 30_000;

interface Measured {
  /** Of one core. */
  readonly percent: number;
  readonly pssMib: number;
}

async function measure(tell: (progress: string) => void): Promise<readonly Figure[]> {
  install();
  const { path: folder, remove } = openFolder();
  const readers = await bundle(inProject('bench', 'support', 'collect', 'readers-alone.ts'));
  const running: Running[] = [];
  const results = new Map<string, Measured[]>();
  try {
    for (const [n, make] of programs(readers.path).entries()) {
      const own = join(folder, String(n));
      mkdirSync(own);
      const program = make(own, await freePort());
      tell(`starting ${program.name}`);
      running.push(await start(program));
    }
    tell('waiting until they have settled');
    await untilAll(running, sleep(warmUpMs));
    for (let round = 1; round <= rounds; round += 1) {
      tell(`round ${String(round)} of ${String(rounds)}`);
      for (const { name, measured } of await untilAll(running, watch(running))) {
        results.set(name, [...(results.get(name) ?? []), measured]);
      }
    }
  } finally {
    await Promise.all(running.map(({ stop }) => stop()));
    remove();
    readers.remove();
  }
  return figuresOf(results);
}

function install(): void {
  const missing = peers.filter((name) => {
    try {
      // It may know of a package that is not installed, such as one that was removed.
      const state = execFileSync('dpkg-query', ['--show', '--showformat=${Status}', name], { stdio: 'pipe' });
      return !String(state).endsWith('ok installed');
    } catch {
      return true;
    }
  });
  if (missing.length === 0) return;
  // Debian starts a service that it installs, and these would listen for everybody, unless the machine's policy forbids it.
  const isOpen = !existsSync(servicePolicy);
  if (isOpen) writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { flag: 'wx', mode: 0o755 });
  const allow = isOpen
    ? undoAtEnd(() => {
        rmSync(servicePolicy);
      })
    : () => undefined;
  try {
    execFileSync('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', ...missing], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } finally {
    allow();
  }
}

/** A program that runs, and somebody who looks at it. */
interface Running {
  readonly name: string;
  readonly pid: number;
  /** Rejects when it cannot be looked at any more. */
  readonly looking: Promise<void>;
  readonly stop: () => Promise<void>;
}

async function start({ name, command, env = {}, poll, stream }: Program): Promise<Running> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env: plainEnvironment(env), stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = once(child, 'exit');
  // Told where it is waited for; until then a program that could not be started must not end the bench before it has tidied up.
  ended.catch(() => undefined);
  const enough = new AbortController();
  const stop = async (): Promise<void> => {
    enough.abort();
    child.kill('SIGTERM');
    await Promise.race([ended.catch(() => undefined), sleep(5_000).then(() => child.kill('SIGKILL'))]);
  };
  try {
    const address = poll ?? stream;
    const early = ended.then((): never => {
      throw new Error(`${name} has ended before it answered.`);
    });
    await Promise.race([address === undefined ? undefined : answered(address), early]);
  } catch (caught) {
    await stop();
    throw caught;
  }
  const looks = [
    ...(stream === undefined ? [] : [drain(stream, enough.signal)]),
    ...(poll === undefined ? [] : [look(poll, enough.signal)]),
  ];
  const looking = Promise.all(looks).then(() => undefined);
  looking.catch(() => undefined);
  return { name, pid: child.pid ?? 0, looking, stop };
}

/** The result, unless somebody cannot look any more. */
async function untilAll<Result>(running: readonly Running[], result: Promise<Result>): Promise<Result> {
  // A program that nobody looks at has nothing to wait for.
  const failed = Promise.all(running.map(({ looking }) => looking)).then(() => result);
  return Promise.race([result, failed]);
}

/** One stretch of all of them. */
async function watch(running: readonly Running[]): Promise<readonly { name: string; measured: Measured }[]> {
  const before = running.map(({ pid }) => ({ usedMs: treeCpuMs(pid), atMs: performance.now() }));
  await sleep(measureMs);
  return running.map(({ name, pid }, n) => {
    const { usedMs = Number.NaN, atMs = Number.NaN } = before[n] ?? {};
    const percent = ((treeCpuMs(pid) - usedMs) / (performance.now() - atMs)) * 100;
    return { name, measured: { percent, pssMib: treePssBytes(pid) / 2 ** 20 } };
  });
}

/** Waits until a program answers. */
async function answered(url: string): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    await sleep(500);
  }
  throw new Error(`Nobody answers at ${url}.`);
}

/** Asks once a second until it is enough. */
async function look(url: string, enough: AbortSignal): Promise<void> {
  try {
    for (;;) {
      const beganMs = performance.now();
      await (await fetch(url, { signal: enough })).arrayBuffer();
      await sleep(Math.max(0, beganMs + 1_000 - performance.now()), undefined, { signal: enough });
    }
  } catch (caught) {
    if (!enough.aborted) throw caught;
  }
}

/** Reads a stream until it is enough. */
async function drain(url: string, enough: AbortSignal): Promise<void> {
  try {
    const { body } = await fetch(url, { signal: enough });
    await body?.pipeTo(new WritableStream(), { signal: enough });
    throw new Error(`The stream at ${url} has ended.`);
  } catch (caught) {
    if (!enough.aborted) throw caught;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function figuresOf(results: ReadonlyMap<string, readonly Measured[]>): readonly Figure[] {
  const of = (name: string, field: keyof Measured): number =>
    median((results.get(name) ?? []).map((one) => one[field]));
  const cpu = (name: string): number => of(name, 'percent');
  const against = (who: string, peer: string, share: number): Figure => ({
    what: `CPU of ${who}, of one core`,
    value: cpu(who),
    unit: '%',
    goal: { atMost: share * cpu(peer) },
    peer: { what: peer, value: cpu(peer) },
  });
  return [
    against('lanpulse', 'node_exporter', 0.5),
    against('lanpulse', 'netdata', 0.35),
    against('lanpulse', 'glances', 0.3),
    against('readers alone', 'node_exporter', 0.25),
    { what: 'CPU of lanpulse while somebody looks at the processes', value: cpu(withTable), unit: '%' },
    ...['lanpulse', 'node_exporter', 'netdata', 'glances'].map((name) => ({
      what: `memory of ${name}`,
      value: of(name, 'pssMib'),
      unit: 'MiB',
    })),
  ];
}
