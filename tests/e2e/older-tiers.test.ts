import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { askHistoryStatus } from '../support/ask-history-status.ts';
import { lacksBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { paintedBand } from '../support/chart-pixels.ts';
import { cpuAt, keepPast } from '../support/past.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
const [low, high] = [20, 84];
/** Of five readings four are low. */
const average = (4 * low + high) / 5;

/** A machine that is at rest but for every fifth reading. */
const restless = (everyMs: number) => (ms: number) => ({ cpu: cpuAt(ms % (5 * everyMs) === 0 ? high : low) });

/** Demands that band and line stand in the chart where the readings of {@link restless} lie. */
async function expectBand(chart: Locator, shares: readonly number[]): Promise<void> {
  for (const share of shares) {
    await expect.poll(() => paintedBand(chart, share), { timeout: 20_000 }).not.toBeNull();
    const band = await paintedBand(chart, share);
    // A line and its ends are some pixels wide, of a few hundred.
    for (const [painted, value] of [
      [band?.from, low],
      [band?.to, high],
      [band?.line, average],
    ] as const)
      expect(Math.abs((painted ?? Number.NaN) - value / 100)).toBeLessThan(0.02);
  }
}

async function show(page: Page, url: string, query: string): Promise<Locator> {
  await page.goto(`${url}/?view=cpu.total&${query}`);
  await page.locator('[data-stat="average"] [data-value]').waitFor();
  return page.locator('[data-detail]');
}

describe.skipIf(lacksBrowser())('what is kept of a time longer ago', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('is drawn as a band from lowest to highest, with the average as a line, and nothing above or below', async () => {
    const dataDir = temporaryFolder();
    // Blocks of ten seconds each are made of three whole hours.
    const from = Math.floor(Date.now() / (3 * hourMs)) * 3 * hourMs - 72 * hourMs;
    const to = from + 4 * hourMs;
    keepPast(dataDir, { from, to, everyMs: 2_000, at: restless(2_000) });
    const { url } = await serverForTest({ dataDir });
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 } });
    const chart = await show(page, url, `from=${String(from)}&to=${String(to - hourMs)}`);
    await expectBand(chart, [0.2, 0.5, 0.8]);
  });

  test('is drawn so from the minutes of last month and the quarter hours of last year, when nothing finer is kept', async () => {
    const dataDir = temporaryFolder();
    const everyMs = 12_000;
    const to = Math.floor(Date.now() / minuteMs) * minuteMs;
    // In the middle of a day and of a week, so that whole blocks are what is left.
    const lastMonth = Math.floor(to / dayMs) * dayMs - 20 * dayMs;
    const lastYear = Math.floor(to / weekMs) * weekMs - 20 * weekMs + 2 * dayMs;
    const stretches = [
      { from: lastYear, to: lastYear + dayMs },
      { from: lastMonth, to: lastMonth + dayMs },
      // Time for the server to put older times together, and to drop what is too fine.
      { from: to - 3 * hourMs, to },
    ];
    const read = restless(everyMs);
    const at = (ms: number) => (stretches.some((one) => one.from <= ms && ms < one.to) ? read(ms) : null);
    keepPast(dataDir, { from: lastYear, to, everyMs, at });
    const { url } = await serverForTest({ dataDir });
    const oldest = (await askHistoryStatus(url)).tiers.map(({ oldestMs }) => oldestMs ?? Number.NaN);
    const [, tensFrom = 0, minutesFrom = 0, quartersFrom = 0] = oldest;
    expect(tensFrom).toBeGreaterThan(lastMonth + dayMs);
    expect(minutesFrom).toBe(lastMonth);
    expect(quartersFrom).toBe(lastYear);

    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 } });
    for (const { from } of stretches.slice(0, 2)) {
      await expectBand(await show(page, url, `from=${String(from)}&to=${String(from + dayMs)}`), [0.2, 0.5, 0.8]);
    }
    const month = await show(page, url, 'window=30d');
    await expectBand(month, [(lastMonth + dayMs / 2 - (Date.now() - 30 * dayMs)) / (30 * dayMs)]);
  });
});
