import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { launchBrowser, lacksBrowser } from '../support/browser.ts';
import { card, openDashboard } from '../support/card-in-page.ts';
import { hatchedSpans } from '../support/chart-pixels.ts';
import { nextFrames, readWholeTable, samplesHeld, waitForValues } from '../support/dashboard-page.ts';
import { listenToQuestions } from '../support/filled-page.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hourMs = 3_600_000;

describe.skipIf(lacksBrowser())('a picture that was paused', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  /** Pauses a page that has some samples, and chooses a moment that has processes. */
  async function pauseAt(page: Page): Promise<string> {
    await waitForValues(page, 'memory', 6);
    await page.keyboard.press('p');
    await page.locator('[data-paused]').waitFor();
    const slider = card(page, 'memory').getByRole('slider', { name: 'Memory at a moment' });
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    const panel = page.locator('[data-moment]');
    await panel.getByRole('row').nth(1).waitFor();
    return (await panel.getAttribute('data-moment')) ?? '';
  }

  test('shows what it showed when neither the server can replay it nor the page holds it any more, and its moments too', async () => {
    const dataDir = temporaryFolder();
    const clock = steppedClock(dataDir);
    const server = await serverForTest({ dataDir, args: ['--replay-cap', '64K'], env: clock.env });
    const page = await openDashboard(browser, `${server.url}/?window=1m`);
    const moment = await pauseAt(page);
    const panel = page.locator('[data-moment]');
    const rows = await panel.getByRole('row').allInnerTexts();
    await panel.getByRole('button', { name: 'Close' }).click();
    await panel.waitFor({ state: 'detached' });
    const before = await readWholeTable(page, 'Memory');
    const frozen = await card(page, 'memory').locator('[data-value]').first().getAttribute('data-value');
    expect(before.times.length).toBeGreaterThan(4);

    const asked = listenToQuestions(page);
    // The page keeps the samples of a frozen picture for an hour.
    clock.step(server.child, 2 * hourMs);
    await expect
      .poll(async () => (await samplesHeld(server.url)).at(-1), { timeout: 20_000 })
      .toBeGreaterThan(Number(moment) + hourMs);
    await expect
      .poll(async () => (await samplesHeld(server.url))[0], { timeout: 60_000, interval: 1_000 })
      .toBeGreaterThan(Number(moment) + hourMs);
    await expect
      .poll(() => asked.some(({ metric, to }) => metric === 'memory' && to < Number(moment) + hourMs), {
        timeout: 20_000,
      })
      .toBe(true);
    await nextFrames(page);

    const after = await readWholeTable(page, 'Memory');
    expect(before.times.filter((time) => !after.times.includes(time))).toEqual([]);
    const holes = await hatchedSpans(card(page, 'memory'));
    expect(holes.filter(([from, to]) => from < Number(moment) && to > Number(moment) - 3_000)).toEqual([]);
    expect(await card(page, 'memory').locator('[data-value]').first().getAttribute('data-value')).toBe(frozen);
    const slider = card(page, 'memory').getByRole('slider', { name: 'Memory at a moment' });
    expect(Number(await slider.getAttribute('aria-valuemax'))).toBeLessThan(Number(moment) + hourMs);
    await slider.focus();
    await page.keyboard.press('End');
    // A stored second is named by its middle.
    while (Number(await slider.getAttribute('aria-valuenow')) >= Number(moment) + 1_000)
      await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await panel.getByRole('row').nth(1).waitFor();
    expect(await panel.getByRole('row').allInnerTexts()).toEqual(rows);
    await page.keyboard.press('p');
    await waitForValues(page, 'memory', 1);
  });
});
