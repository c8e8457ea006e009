import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Figure } from './support/bench.ts';
import { addressOf } from './support/first-line.ts';
import { median } from './support/interleave.ts';
import { treeCpuMs } from './support/tree-cpu.ts';
import { openFolder } from './support/folder.ts';
import { plainEnvironment } from './support/plain-environment.ts';

/**
 * What one focused card costs the server. One headless server at its defaults has one viewer of all metrics over a stream on
 * loopback. By a command over POST, as a page would, that viewer has the processor read ten times a second for half a minute,
 * then not for half a minute, and so on, round by round on the same process; every other round begins with the other one. Told
 * is the CPU of the server in both, of one core, and the difference, which is the median of the rounds. That the fast series
 * comes, and that the ordinary samples go on as they were, is counted on the stream. Wants a built tree.
 */
export const subSecond: Bench = { name: 'sub-second', run: measure };

const rounds = Number(process.env.LANPULSE_BENCH_ROUNDS ?? 5);
const warmUpMs = 15_000;
/** Time that a change of the filter has to take effect before it is measured. */
const settleMs = 2_000;
const measureMs = 30_000;
const viewer = 'sub-second-bench-viewer-1';

interface Measured {
  /** Of one core. */
  readonly percent: number;
  readonly ordinaryPerSecond: number;
  readonly fastPerSecond: number;
}

async function measure(tell: (progress: string) => void): Promise<readonly Figure[]> {
  const { path: folder, remove } = openFolder();
  const entry = join(import.meta.dirname, '..', 'out', 'main', 'headless.cjs');
  const command = [entry, 'serve', '--port', '0', '--data-dir', folder];
  const child = spawn(process.execPath, command, { env: plainEnvironment(), stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const looking = new AbortController();
  try {
    const url = await addressOf(child);
    const counts = watch(url, looking.signal);
    await sleep(warmUpMs);
    const found = { plain: new Array<Measured>(), focused: new Array<Measured>() };
    for (let round = 1; round <= rounds; round += 1) {
      const both = ['plain', 'focused'] as const;
      for (const which of round % 2 === 1 ? both : both.toReversed()) {
        tell(`round ${String(round)} of ${String(rounds)}: ${which}`);
        await setFilter(url, which === 'focused' ? { fast: ['cpu'] } : {});
        await sleep(settleMs);
        found[which].push(await look(child.pid ?? 0, counts));
      }
    }
    return figuresOf(found.plain, found.focused);
  } finally {
    looking.abort();
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(5_000).then(() => child.kill('SIGKILL'))]);
    remove();
  }
}

interface Counts {
  ordinary: number;
  fast: number;
  /** Why no more come; `null` while they do. */
  trouble: Error | null;
}

/** Reads the viewer's stream, and counts what comes. */
function watch(url: string, signal: AbortSignal): Counts {
  const counts: Counts = { ordinary: 0, fast: 0, trouble: null };
  const read = async () => {
    const { body } = await fetch(`${url}/api/v1/events?viewer=${viewer}`, { signal });
    const lines = body?.pipeThrough(new TextDecoderStream()) ?? [];
    let rest = '';
    for await (const part of lines) {
      const blocks = (rest + part).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        if (!block.includes('\nevent: sample\n')) continue;
        if (block.includes('"everyMs":100,"m"')) counts.fast += 1;
        else counts.ordinary += 1;
      }
    }
  };
  read().catch((caught: unknown) => {
    counts.trouble = new Error('The stream broke off.', { cause: caught });
  });
  return counts;
}

async function setFilter(url: string, filter: object): Promise<void> {
  const answer = await fetch(`${url}/api/v1/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'filter.set', viewer, filter }),
  });
  if (!answer.ok) throw new Error(`The filter was refused: ${await answer.text()}`);
}

async function look(pid: number, counts: Counts): Promise<Measured> {
  const before = { cpuMs: treeCpuMs(pid), atMs: performance.now(), ...counts };
  await sleep(measureMs);
  if (counts.trouble !== null) throw counts.trouble;
  const passedMs = performance.now() - before.atMs;
  const perSecond = (count: number) => (count * 1_000) / passedMs;
  return {
    percent: ((treeCpuMs(pid) - before.cpuMs) / passedMs) * 100,
    ordinaryPerSecond: perSecond(counts.ordinary - before.ordinary),
    fastPerSecond: perSecond(counts.fast - before.fast),
  };
}

function figuresOf(plain: readonly Measured[], focused: readonly Measured[]): readonly Figure[] {
  const of = (all: readonly Measured[], field: keyof Measured) => median(all.map((one) => one[field]));
  const rises = focused.map(({ percent }, round) => percent - (plain[round]?.percent ?? Number.NaN));
  return [
    { what: 'what a focused card adds, of one core', value: median(rises), unit: '%', goal: { atMost: 1 } },
    { what: 'the server without one, of one core', value: of(plain, 'percent'), unit: '%' },
    { what: 'the server with one, of one core', value: of(focused, 'percent'), unit: '%' },
    { what: 'fast samples', value: of(focused, 'fastPerSecond'), unit: 'a second' },
    { what: 'ordinary samples beside them', value: of(focused, 'ordinaryPerSecond'), unit: 'a second' },
  ];
}
