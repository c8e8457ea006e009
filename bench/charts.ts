import { chromium, type Browser } from 'playwright-core';
import { chromiumFlags, findChromium } from '../tests/support/chromium.ts';
import type {} from './support/charts/page.ts';
import type { Bench, Figure } from './support/bench.ts';
import { bundlePage, type PageFiles } from './support/charts/bundle-page.ts';
import { median } from './support/interleave.ts';
import { treeCpuMs } from './support/tree-cpu.ts';

/**
 * What it costs to keep twelve charts of 300 points up to date at 10 Hz in Chromium: the product's own (`TimeChart` with the
 * state of its page behind it, fed as by its link), uPlot, and Chart.js with what its manual says about speed. All show the
 * same line with a fill, two axes and a grid in the same size at the same density, and each update moves the window on by a
 * point. The time of an update is that of the code on the page's main thread, from the new point to the frame that shows it,
 * with what is put off into microtasks and frames. It does not hold what the browser does with the strokes afterwards,
 * which is far more without a graphics card and differs with what is drawn: that is in the CPU time, which is that of the
 * page's process, all its threads, over ten seconds. Each round is a new page for each, and its figure the median of a hundred
 * updates; a second of them before is not counted.
 */
export const charts: Bench = { name: 'charts', run: measure };

const rounds = Number(process.env.LANPULSE_BENCH_ROUNDS ?? 5);
const names = ['lanpulse', 'uPlot', 'Chart.js'] as const;
const everyMs = 100;
const warmUp = 10;
const updates = 100;

interface Measured {
  readonly updateMs: number;
  readonly percent: number;
}

async function measure(tell: (progress: string) => void): Promise<readonly Figure[]> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('Chromium is needed.');
  const results = new Map<string, Measured[]>();
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  try {
    const files = await bundlePage();
    for (let round = 1; round <= rounds; round += 1) {
      for (const name of names) {
        tell(`round ${String(round)} of ${String(rounds)}: ${name}`);
        results.set(name, [...(results.get(name) ?? []), await update(browser, files, name)]);
      }
    }
  } finally {
    await browser.close();
  }
  const of = (name: (typeof names)[number], field: keyof Measured) =>
    median((results.get(name) ?? []).map((one) => one[field]));
  const against = (what: string, field: keyof Measured, unit: string): readonly Figure[] => {
    const value = of('lanpulse', field);
    return (['uPlot', 'Chart.js'] as const).map((peer) => ({
      ...{ what: peer === 'uPlot' ? what : '', value, unit, peer: { what: peer, value: of(peer, field) } },
      ...(field === 'updateMs' && peer === 'uPlot' && { goal: { atMost: 1.5 * of(peer, field) } }),
    }));
  };
  return [
    ...against('update of twelve charts', 'updateMs', 'ms'),
    ...against("CPU of the page's process at 10 Hz, of one core", 'percent', '%'),
  ];
}

async function update(browser: Browser, { script, style }: PageFiles, name: string): Promise<Measured> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1 });
  try {
    await page.setContent('<!doctype html><title>Charts</title><body></body>');
    await page.addStyleTag({ content: style });
    await page.addScriptTag({ content: script });
    await page.evaluate((which) => startCharts(which), name);
    const run = (count: number) => page.evaluate(([times, ms]) => updateCharts(times, ms), [count, everyMs] as const);
    await run(warmUp);
    const pid = await newestPage(browser);
    const beforeMs = treeCpuMs(pid);
    const beganMs = performance.now();
    const took = await run(updates);
    const usedMs = treeCpuMs(pid) - beforeMs;
    return { updateMs: median(took), percent: (usedMs / (performance.now() - beganMs)) * 100 };
  } finally {
    await page.close();
  }
}

/** Id of the process of the page that was opened last. */
async function newestPage(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return Math.max(...pages.map(({ id }) => id));
}
