import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { axeFindings } from '../support/axe.ts';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { waitForPhase, waitForValues } from '../support/dashboard-page.ts';

describe.skipIf(lacksBrowser())('the first visit of a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function visit(env: Readonly<Record<string, string>> = {}) {
    const { url } = await serverForTest({ env });
    const page = await openPage(browser, { isFirstVisit: true });
    await page.goto(url);
    await waitForPhase(page, 'live');
    return { url, page, words: page.getByRole('complementary', { name: 'This is Lanpulse' }) };
  }

  test('is told what this is in three sentences over live charts, once', async () => {
    const { url, page, words } = await visit();
    await words.waitFor();
    expect(await words.getByRole('listitem').count()).toBe(3);
    await waitForValues(page, 'memory', 2);
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    // The charts take their new width a frame after the page.
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await axeFindings(page)).toEqual([]);
    await words.getByRole('button', { name: 'Show the charts' }).click();
    await words.waitFor({ state: 'detached' });
    await page.reload();
    await waitForPhase(page, 'live');
    const tab = await page.context().newPage();
    await tab.goto(url);
    await waitForPhase(tab, 'live');
    expect(await page.locator('[data-welcome]').count()).toBe(0);
    expect(await tab.locator('[data-welcome]').count()).toBe(0);
  });

  test('can work with the charts behind the words, and closes them with Escape', async () => {
    const { page, words } = await visit();
    await words.waitFor();
    const middle = await words.evaluate((shown) => {
      const { left, top, width } = shown.getBoundingClientRect();
      return { x: left + width / 2, y: top + 20 };
    });
    const isUnder = await page.evaluate(
      ({ x, y }) => document.elementFromPoint(x, y)?.closest('[data-welcome]') === null,
      middle,
    );
    expect(isUnder).toBe(true);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await words.count()).toBe(1);
    await page.keyboard.press('Escape');
    await words.waitFor({ state: 'detached' });
  });

  test('of somebody who may only look is not told of what only others can do', async () => {
    const { words } = await visit({ LANPULSE_LOOPBACK_ROLE: 'viewer' });
    await words.waitFor();
    expect(await words.innerText()).toContain('You are here to look');
    expect(await words.innerText()).not.toContain('Share');
  });
});
