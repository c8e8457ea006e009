import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from '../build/project.ts';
import { openEventStream } from '../tests/support/event-stream.ts';
import type { Bench, Figure } from './support/bench.ts';
import { bundle } from './support/bundle.ts';
import { median } from './support/interleave.ts';
import { createHousehold, stepS } from './support/memory/household.ts';
import { type MovedServer, startMovedServer } from './support/memory/moved-server-process.ts';
import { memoryOf } from './support/tree-cpu.ts';
import { openFolder } from './support/folder.ts';
import { plainEnvironment } from './support/plain-environment.ts';

/**
 * What the headless server weighs, and whether it grows. Three servers, each in a process of its own with a new data
 * directory, default settings, history, default rules and all readers of this machine:
 *
 * - the built one at its own pace, with one stream of everything: after a minute, and with `LANPULSE_BENCH_REAL_HOUR=1` after an
 *   hour, which the goal is about;
 * - one whose clock the bench moves, a second as soon as the sample of the one before has come (the same sources, bundled
 *   the same way), with the same stream: after a minute's and after an hour's worth of ticks. It allocates in seconds what the
 *   other does in an hour, so that its heap is larger rather than smaller: what stays below the goal here stays below it there;
 * - the same for a day's worth, while people and programs come, resume, ask and go by streams, polls and control channels,
 *   an alert fires and ends, notes are written, scrapers scrape, and other programs start and end. Its memory is
 *   read every half minute of its time, because single readings lie some MiB apart, by what V8 has not collected yet: what
 *   it grew by is the median of its last four hours less that of its hours 3 to 6; before them the ring and the first hour
 *   of history fill. Its heap is told after a collection at the same moment of hour 6 and of the last: nothing is
 *   collected by force in between.
 *
 * All run with the variables by which the service of systemd (resources/lanpulse.service) and `npm run serve` ask the C
 * library for a small heap, and with none of those by which a shell changes Node. Memory is the proportional set size. The
 * servers run on a copy of Node, because the pages of a program are counted by halves where two processes share them, and on
 * a machine that only monitors itself nobody does. Wants a built tree.
 */
export const memory: Bench = { name: 'memory', run: measure };

const mib = 2 ** 20;
const minuteS = 60;
const hourS = 3_600;
const dayMs = 86_400_000;
const hours = Number(process.env.LANPULSE_BENCH_HOURS ?? 24);
const isHourReal = process.env.LANPULSE_BENCH_REAL_HOUR === '1';
/** Fewer have no settled hours before the last ones. */
const leastHours = 10;
const mostMib = 75;
const readsPerHour = hourS / stepS;
/** One point of a curve in the results is the median of five minutes. */
const readsPerPoint = 300 / stepS;
/** Hours 3 to 6. */
const settledHours = { from: 2, to: 6 };
const lastHours = 4;

async function measure(tell: (progress: string) => void): Promise<readonly Figure[]> {
  if (!(hours >= leastHours)) throw new Error(`LANPULSE_BENCH_HOURS must be ${String(leastHours)} or more.`);
  const { path: folder, remove } = openFolder();
  const program = await bundle(inProject('bench', 'support', 'memory', 'moved-server.ts'));
  try {
    const node = join(folder, 'node');
    copyFileSync(process.execPath, node);
    const start = (name: string): Promise<MovedServer> => {
      const dataDir = join(folder, name);
      mkdirSync(dataDir);
      return startMovedServer({
        node,
        program: program.path,
        dataDir,
        startMs: Math.floor(Date.now() / dayMs - 2) * dayMs,
        env: serviceEnvironment(),
      });
    };
    const idle = await idleNode(node);
    tell(isHourReal ? 'a real hour' : 'a minute');
    const [minute, realHour] = await atOwnPace(node, join(folder, 'own'), isHourReal ? [minuteS, hourS] : [minuteS]);
    tell('an hour of a moved clock');
    const hour = await anHour(await start('hour'));
    const day = await aDay(await start('day'), tell);
    const nothing = { what: 'Node doing nothing', value: pssOf(idle) };
    return [
      {
        ...{ what: 'built server after a minute at its own pace', value: pssOf(minute), unit: 'MiB' },
        peer: nothing,
      },
      {
        what: 'the same, all pages that it shares included',
        value: (minute?.rssBytes ?? Number.NaN) / mib,
        unit: 'MiB',
      },
      ...(realHour === undefined
        ? []
        : [
            {
              what: 'after a real hour',
              value: pssOf(realHour),
              unit: 'MiB',
              goal: { atMost: mostMib },
              peer: nothing,
            },
          ]),
      { what: "after a minute's worth of ticks", value: hour.afterMinute / mib, unit: 'MiB' },
      {
        ...{ what: "after an hour's worth of ticks", value: hour.afterHour / mib, unit: 'MiB' },
        ...(realHour === undefined && { goal: { atMost: mostMib } }),
        peer: nothing,
      },
      ...dayFigures(day),
    ];
  } finally {
    remove();
    program.remove();
  }
}

/** What the service asks of the C library. */
function serviceEnvironment(): Record<string, string> {
  const unit = readFileSync(inProject('resources', 'lanpulse.service'), 'utf8');
  const asked = [...unit.matchAll(/^Environment=(?<name>MALLOC_\w+)=(?<value>\d+)$/gmu)];
  if (asked.length === 0) throw new Error('The service does not say how it wants the heap.');
  return Object.fromEntries(asked.map(({ groups }) => [groups?.name ?? '', groups?.value ?? '']));
}

async function idleNode(node: string): Promise<ReturnType<typeof memoryOf>> {
  const child = spawn(node, ['--eval', 'setInterval(() => undefined, 1_000)'], {
    stdio: 'ignore',
    env: plainEnvironment(serviceEnvironment()),
  });
  const ended = once(child, 'exit');
  await sleep(3_000);
  const found = memoryOf(child.pid ?? 0);
  child.kill('SIGKILL');
  await ended;
  return found;
}

function pssOf(found: ReturnType<typeof memoryOf> | undefined): number {
  return (found?.pssBytes ?? Number.NaN) / mib;
}

/** What the built server takes so many seconds after its start. */
async function atOwnPace(
  node: string,
  dataDir: string,
  afterS: readonly number[],
): Promise<readonly ReturnType<typeof memoryOf>[]> {
  const args = [inProject('out', 'main', 'headless.cjs'), 'serve', '--port', '0', '--data-dir', dataDir];
  const child = spawn(node, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: plainEnvironment(serviceEnvironment()),
  });
  const ended = once(child, 'exit');
  try {
    const said: unknown[] = await Promise.race([once(child.stdout, 'data'), ended.then(() => [])]);
    const url = /http:\S+/u.exec(String(said[0]))?.[0];
    if (url === undefined) throw new Error('The built server did not start; run "npm run build" first.');
    const stream = await openEventStream(`${url}/api/v1/events`);
    const found: ReturnType<typeof memoryOf>[] = [];
    const begunMs = performance.now();
    for (const seconds of afterS) {
      await sleep(begunMs + seconds * 1_000 - performance.now());
      found.push(memoryOf(child.pid ?? 0));
    }
    stream.close();
    return found;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function anHour(server: MovedServer): Promise<{ readonly afterMinute: number; readonly afterHour: number }> {
  try {
    const stream = await openEventStream(`${server.url}/api/v1/events`);
    await server.pass(minuteS);
    const afterMinute = memoryOf(server.pid).pssBytes;
    await server.pass(hourS - minuteS);
    const afterHour = memoryOf(server.pid).pssBytes;
    stream.close();
    return { afterMinute, afterHour };
  } finally {
    await server.stop();
  }
}

interface Day {
  /** At each step, bytes. */
  readonly pss: readonly number[];
  readonly rss: readonly number[];
  /** After a collection in the settled hours, and at the end, bytes. */
  readonly heap: readonly number[];
  readonly visits: number;
}

async function aDay(server: MovedServer, tell: (progress: string) => void): Promise<Day> {
  const household = await createHousehold(server.url);
  const [pss, rss, heap]: [number[], number[], number[]] = [[], [], []];
  try {
    for (let second = 0; second < hours * hourS; second += stepS) {
      if (second % hourS === 0) tell(`hour ${String(second / hourS + 1)} of ${String(hours)}`);
      await household.live({ second, wallMs: server.nowMs(), newestId: server.newestId() });
      await server.pass(stepS);
      const passed = second + stepS;
      const { pssBytes, rssBytes } = memoryOf(server.pid);
      pss.push(pssBytes);
      rss.push(rssBytes);
      if (passed === settledHours.to * hourS || passed === hours * hourS) heap.push(await server.heapBytes());
    }
    return { pss, rss, heap, visits: household.visits() };
  } finally {
    household.end();
    await server.stop();
  }
}

function dayFigures({ pss, rss, heap, visits }: Day): readonly Figure[] {
  const settled = (all: readonly number[]): number =>
    median(all.slice(settledHours.from * readsPerHour, settledHours.to * readsPerHour));
  const end = (all: readonly number[]): number => median(all.slice(-lastHours * readsPerHour));
  const curve = (all: readonly number[]): readonly number[] =>
    Array.from({ length: all.length / readsPerPoint }, (_, point) => {
      const bytes = median(all.slice(point * readsPerPoint, (point + 1) * readsPerPoint));
      return Number((bytes / mib).toFixed(2));
    });
  const [heapBefore = Number.NaN, heapAfter = Number.NaN] = heap;
  const grown = `growth to the last ${String(lastHours)} of ${String(hours)} hours`;
  return [
    { what: 'a day with many viewers: hours 3 to 6', value: settled(pss) / mib, unit: 'MiB', curve: curve(pss) },
    { what: grown, value: (end(pss) - settled(pss)) / mib, unit: 'MiB', goal: { atMost: 2 } },
    { what: 'growth, all pages', value: (end(rss) - settled(rss)) / mib, unit: 'MiB', curve: curve(rss) },
    { what: 'heap after a collection: hour 6', value: heapBefore / mib, unit: 'MiB' },
    { what: 'growth to the end', value: (heapAfter - heapBefore) / mib, unit: 'MiB', goal: { atMost: 2 } },
    { what: 'visits', value: visits, unit: '' },
  ];
}
