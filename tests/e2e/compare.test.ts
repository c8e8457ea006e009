import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daysLater } from '../../src-renderer/charts/days-later.ts';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { lineHeight } from '../support/chart-pixels.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { storeHistory } from '../support/stored-history.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The hour that is looked at ended so long before the tests began that it stands still. */
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs - 10 * minuteMs;
const startMs = endMs - hourMs;

/** An answer of the server and a frame may take their time. */
const patient = { timeout: 20_000 };

/** The same hour of other days: a level for its first half, and another for its second. */
const days = [
  { daysAgo: 7, first: 0.9, second: 2.9 },
  { daysAgo: 1, first: 5.7, second: 3.3 },
  { daysAgo: 0, first: 2, second: 2 },
] as const;

describe.skipIf(lacksBrowser())('the large view beside another day', () => {
  let server: RunningServer;
  let browser: Browser;
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));

  beforeAll(async () => {
    for (const { daysAgo, first, second } of days) {
      const from = daysLater(startMs, -daysAgo);
      storeHistory(dataDir, { from, to: from + hourMs, load: (t) => (t < from + hourMs / 2 ? first : second) });
    }
    [server, browser] = await Promise.all([startServer({ args: ['--data-dir', dataDir] }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function open(): Promise<Page> {
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 } });
    await page.goto(`${server.url}/?view=load.one&from=${String(startMs)}&to=${String(endMs)}`);
    await expect.poll(() => stat(page, 'average'), patient).toBeCloseTo(2, 2);
    return page;
  }

  async function stat(page: Page, name: string): Promise<number | null> {
    const value = await page.locator(`[data-stat="${name}"] dd`).getAttribute('data-value');
    return value === null ? null : Number(value);
  }

  /** The other day's values by its line's height, with today's line, which stands at 2, as the measure. */
  async function behind(page: Page): Promise<readonly (number | null)[]> {
    const chart = page.locator('[data-detail="load"]');
    return await Promise.all(
      [0.25, 0.75].map(async (share) => {
        const own = await lineHeight(chart, '--s-blue', share);
        const other = await lineHeight(chart, '--muted', share);
        return own === null || other === null ? null : Math.round((other / own) * 20) / 10;
      }),
    );
  }

  test('yesterday and last week stand behind the chart at the same time of day, with their average in the figures', async () => {
    const page = await open();
    expect(await behind(page)).toEqual([null, null]);
    const compare = page.getByRole('switch', { name: 'Compare with' });
    await compare.click();
    await expect.poll(() => stat(page, 'yesterday'), patient).toBeCloseTo(4.5, 1);
    await expect.poll(() => behind(page), patient).toEqual([5.7, 3.3]);

    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('last week');
    await expect.poll(() => stat(page, 'last week'), patient).toBeCloseTo(1.9, 1);
    await expect.poll(() => behind(page), patient).toEqual([0.9, 2.9]);
    expect(page.url()).toContain('compare=week');

    await page.reload();
    await expect.poll(() => stat(page, 'last week'), patient).toBeCloseTo(1.9, 1);
    await expect.poll(() => behind(page), patient).toEqual([0.9, 2.9]);

    await compare.click();
    await page.locator('[data-stat="last week"]').waitFor({ state: 'detached' });
    await expect.poll(() => behind(page), patient).toEqual([null, null]);
    expect(page.url()).not.toContain('compare');
  });
});
