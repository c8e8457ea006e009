import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { askHistory } from '../support/ask-history.ts';
import { axeFindings } from '../support/axe.ts';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { openDashboard } from '../support/card-in-page.ts';
import { hatchedSpans } from '../support/chart-pixels.ts';
import { chunkRow, flipBit, overwriteHistory, storePast } from '../support/damage.ts';
import { nextFrames, readTable, waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const notice = (page: Page): Locator => page.locator('[data-history-notice]');

describe.skipIf(lacksBrowser())('a page whose server finds its history damaged', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('says after the start what was set aside and where, until somebody has read it', async () => {
    const dataDir = temporaryFolder();
    const before = await serverForTest({ dataDir });
    await before.stop();
    overwriteHistory(dataDir);
    const { url } = await serverForTest({ dataDir });
    const page = await openDashboard(browser, url);
    await notice(page)
      .getByText(/^The history file was damaged\. It was set aside as \S+\.damaged-\d{4}-\d\d-\d\dT\S+\.db, and a new/u)
      .waitFor();
    await waitForValues(page, 'memory');
    expect(await axeFindings(page)).toEqual([]);
    await page.reload();
    await waitForPhase(page, 'live');
    await notice(page)
      .getByRole('button', { name: /^Dismiss/u })
      .click();
    await notice(page).waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('[data-state="live"] [data-value]').first().waitFor();
    expect(await notice(page).count()).toBe(0);
    // Who has not read it is told.
    const other = await openPage(browser);
    await other.goto(url);
    await notice(other).waitFor();
  });

  test('says it as soon as it shows under a running server, and its charts stay', async () => {
    const dataDir = temporaryFolder();
    const past = storePast(dataDir);
    const { url } = await serverForTest({ dataDir });
    const page = await openDashboard(browser, url);
    expect(await notice(page).count()).toBe(0);
    overwriteHistory(dataDir);
    await askHistory(url, { series: 'cpu.total', ...past, points: 2_000 });
    await notice(page).getByText('The history file was damaged.').waitFor();
    await waitForValues(page, 'memory');
    expect((await readTable(page, 'CPU')).holes).toBe(0);
  });

  test('says that a stretch of one series was left out, and shows all around it', async () => {
    const dataDir = temporaryFolder();
    const past = storePast(dataDir);
    flipBit(dataDir, chunkRow('cpu.total', past.from));
    const { url } = await serverForTest({ dataDir });
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 } });
    await page.goto(`${url}/?view=cpu.total&from=${String(past.from)}&to=${String(past.to)}`);
    await notice(page)
      .getByText(/^One stored piece was damaged in \S+history\.db and left out/u)
      .waitFor();
    await page.locator('[data-stat="average"][data-value], [data-stat="average"] [data-value]').first().waitFor();
    // Restless values touch the upper end too, each for a moment.
    const isLong = ([from, to]: readonly [number, number]) => to - from > 5;
    const minutes = (ms: number) => Math.round((ms - past.from) / 60_000);
    await expect
      .poll(async () => {
        await nextFrames(page);
        const spans = await hatchedSpans(page.locator('[data-detail]'));
        return spans.map(([from, to]) => [minutes(from), minutes(to)] as const).filter(isLong);
      })
      .toEqual([[0, 60]]);
  });
});
