import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { findElectron } from '../build/electron-binary.ts';
import { inProject, projectRoot } from '../build/project.ts';
import { chromiumFlags, findChromium } from '../tests/support/chromium.ts';
import { markWelcomed } from '../tests/support/welcomed.ts';
import { startXvfb } from '../tests/support/xvfb.ts';
import type { Bench, Figure } from './support/bench.ts';
import { addressOf } from './support/first-line.ts';
import { firstPage, startDesktop, stopProgram } from './support/desktop-program.ts';
import { noteReads } from './support/pixel/read-times.ts';
import { forgetSamples, shownSamples, watchSamples, type ShownSample } from './support/pixel/shown-samples.ts';
import { copyRuntime } from './support/start/runtime-copy.ts';
import { openFolder } from './support/folder.ts';
import { plainEnvironment } from './support/plain-environment.ts';

/**
 * From a reading to the frame that shows it, at 1 Hz and at 10 Hz, in the window of the desktop app (Electron on Xvfb) and in
 * Chromium without a window, both with the built page and a server on the same machine, whose clock both sides read. A delay
 * begins when everything of a tick has been read, as a line of the server's log says; what reading took is told beside it. It
 * ends when the frame begins that follows the one in which the chart of the CPU was drawn: that one is on its way to the
 * screen then, and has waited for a frame of 60 in a second once more. What the screen itself needs is not measured. A page
 * notes both by a listener of its own on the stream and at the first stroke of a drawing. The halves and the tail are those
 * of all rounds together. Steady means that each sample gets a frame of its own, and that none is far from the one before.
 */
export const toThePixel: Bench = { name: 'to-the-pixel', run: measure };

const rounds = Number(process.env.LANPULSE_BENCH_ROUNDS ?? 5);
const paces = [
  { hz: 1, everyMs: 1_000, forMs: 30_000 },
  { hz: 10, everyMs: 100, forMs: 10_000 },
] as const;
/** The page has loaded what it loads when there is time, ms. */
const settleMs = 4_000;
/** Says of each tick when it was read. */
const telling = { LANPULSE_LOG_LEVEL: 'debug' };

type Place = 'Chromium' | 'the window';

/** A sample from the end of its reading on. */
interface Followed extends ShownSample {
  readonly readMs: number;
}

async function measure(tell: (progress: string) => void): Promise<readonly Figure[]> {
  const { path: folder, remove } = openFolder();
  const display = await startXvfb();
  const found = new Map<string, Followed[]>();
  try {
    const electron = await findElectron('test');
    const executablePath = findChromium();
    if (electron === null || executablePath === null) throw new Error('Electron and Chromium are needed.');
    const app = copyRuntime(electron, join(folder, 'electron'), projectRoot);
    let runs = 0;
    for (let round = 1; round <= rounds; round += 1) {
      for (const pace of paces) {
        for (const place of ['Chromium', 'the window'] as const) {
          tell(`round ${String(round)} of ${String(rounds)}: ${place} at ${String(pace.hz)} Hz`);
          runs += 1;
          const dataDir = join(folder, `data-${String(runs)}`);
          const samples =
            place === 'Chromium'
              ? await inChromium(executablePath, dataDir, pace)
              : await inWindow(app, display.name, dataDir, pace);
          const key = keyOf(place, pace.hz);
          found.set(key, [...(found.get(key) ?? []), ...samples]);
        }
      }
    }
  } finally {
    await display.stop();
    remove();
  }
  return paces.flatMap((pace) =>
    (['Chromium', 'the window'] as const).flatMap((place) =>
      figuresOf(`${place} at ${String(pace.hz)} Hz`, found.get(keyOf(place, pace.hz)) ?? [], pace),
    ),
  );
}

type Pace = (typeof paces)[number];

const keyOf = (place: Place, hz: number): string => `${place} ${String(hz)}`;

async function inChromium(executablePath: string, dataDir: string, pace: Pace): Promise<readonly Followed[]> {
  const entry = inProject('out', 'main', 'headless.cjs');
  const options = ['serve', '--port', '0', '--data-dir', dataDir, '--interval', String(pace.everyMs)];
  const server = spawn(process.execPath, [entry, ...options], {
    env: plainEnvironment(telling),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const reads = noteReads(server);
  try {
    const url = await addressOf(server);
    const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
    try {
      const page = await browser.newPage();
      await page.addInitScript(() => {
        localStorage.setItem('lanpulse.welcomed', 'yes');
      });
      await watchSamples(page);
      await page.goto(url);
      return await listen(page, pace, reads);
    } finally {
      await browser.close();
    }
  } finally {
    await stopProgram(server);
  }
}

async function inWindow(app: string, display: string, dataDir: string, pace: Pace): Promise<readonly Followed[]> {
  markWelcomed(dataDir);
  const env = { ...telling, LANPULSE_DATA_DIR: dataDir, LANPULSE_PORT: '0', LANPULSE_INTERVAL: String(pace.everyMs) };
  const child = startDesktop(app, display, env, ['--remote-debugging-port=0']);
  const reads = noteReads(child);
  try {
    const page = await firstPage(child);
    await watchSamples(page);
    await page.reload();
    const samples = await listen(page, pace, reads);
    await page.context().browser()?.close();
    return samples;
  } finally {
    await stopProgram(child);
  }
}

async function listen(
  page: Page,
  { everyMs, forMs }: Pace,
  reads: ReadonlyMap<number, number>,
): Promise<readonly Followed[]> {
  await page.locator('[data-connection="live"]').waitFor();
  await sleep(settleMs);
  await forgetSamples(page);
  await sleep(forMs + everyMs / 2);
  const samples = await shownSamples(page);
  // The last may be on its way.
  return samples.slice(0, -1).map((sample) => {
    const readMs = reads.get(sample.t);
    if (readMs === undefined) throw new Error(`The server has not said when the tick of ${String(sample.t)} was read.`);
    return { ...sample, readMs };
  });
}

function figuresOf(what: string, samples: readonly Followed[], { hz, everyMs }: Pace): readonly Figure[] {
  const shown = samples.filter((one) => one.shownMs !== null);
  const delays = (end: 'arrivedMs' | 'drawnMs' | 'shownMs') =>
    shown.map((one) => (one[end] ?? Number.NaN) - one.readMs).sort((a, b) => a - b);
  const readings = shown.map(({ t, readMs }) => readMs - t).sort((a, b) => a - b);
  const quantile = (sorted: readonly number[], share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const ends = delays('shownMs');
  const steps = shown
    .map((one, n) => (one.drawnMs ?? Number.NaN) - (shown[n - 1]?.drawnMs ?? Number.NaN))
    // From one round to the next there is more.
    .filter((step) => step < 20 * everyMs)
    .sort((a, b) => a - b);
  return [
    { what: `${what}: frame, p50`, value: quantile(ends, 0.5), unit: 'ms', goal: { atMost: 30 } },
    { what: `${what}: frame, p99`, value: quantile(ends, 0.99), unit: 'ms', goal: { atMost: 80 } },
    { what: `${what}: from the tick to the end of its reading, p50`, value: quantile(readings, 0.5), unit: 'ms' },
    { what: `${what}: arrival, p50`, value: quantile(delays('arrivedMs'), 0.5), unit: 'ms' },
    { what: `${what}: drawing, p50`, value: quantile(delays('drawnMs'), 0.5), unit: 'ms' },
    {
      ...{ what: `${what}: samples without a frame of their own, of ${String(samples.length)}` },
      ...{ value: samples.length - shown.length, unit: '', ...(hz === 10 && { goal: { atMost: 0 } }) },
    },
    {
      ...{ what: `${what}: distance of two drawings, p99`, value: quantile(steps, 0.99), unit: 'ms' },
      ...(hz === 10 && { goal: { atMost: 1.5 * everyMs } }),
    },
  ];
}
