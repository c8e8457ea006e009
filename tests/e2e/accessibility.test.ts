import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Every theme and width that the page must be good in. */
const views = (['dark', 'light'] as const).flatMap((colorScheme) =>
  [1440, 390].map((width) => ({ colorScheme, width })),
);

describe.skipIf(lacksBrowser())('the page for everybody', () => {
  let browser: Browser;
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function openLive(width: number, colorScheme: 'dark' | 'light' = 'dark', height = 900): Promise<Page> {
    const page = await openPage(browser, { viewport: { width, height }, colorScheme });
    await page.goto(server.url);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory', 2);
    return page;
  }

  test.each(views)('axe finds nothing on the overview, $colorScheme at $width px', async ({ colorScheme, width }) => {
    const page = await openLive(width, colorScheme);
    expect(await page.locator('html').getAttribute('data-theme')).toBe(colorScheme);
    expect(await axeFindings(page)).toEqual([]);
  });

  test.each(views)('axe finds nothing in the dialogs, $colorScheme at $width px', async ({ colorScheme, width }) => {
    const page = await openLive(width, colorScheme);
    for (const [key, name] of [
      ['f', 'Filter'],
      ['?', 'Keyboard'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('dialog', { name }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.keyboard.press('p');
    await page.locator('[data-paused]').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test.each(['dark', 'light'] as const)('axe finds nothing while cut off, %s', async (colorScheme) => {
    const own = await startServer();
    const page = await openPage(browser, { colorScheme, expected: [/net::ERR_/u, /WebSocket/u] });
    await page.goto(own.url);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory', 2);
    await own.stop('SIGKILL');
    await waitForPhase(page, 'retrying');
    expect(await axeFindings(page)).toEqual([]);
  });

  test.each([1440, 1056, 930, 768, 640, 390, 360])('nothing scrolls sideways at %i px', async (width) => {
    const page = await openLive(width);
    expect(await overflow(page)).toBe(0);
    await page.keyboard.press('f');
    await page.getByRole('dialog', { name: 'Filter' }).waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await page.getByRole('dialog').evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
  });

  test.each([390, 360])('what is touched is at least 44 px high at %i px', async (width) => {
    const page = await openLive(width);
    const low = () =>
      page
        .locator('header button:visible, nav button:visible, [role=dialog] button:visible, [role=dialog] label:visible')
        .evaluateAll((all) =>
          all
            // A button whose menu has come meanwhile stands there anew, and the one that was found has no height.
            .filter((one) => one.isConnected && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.outerHTML.slice(0, 120)),
        );
    expect(await low()).toEqual([]);
    await page.getByRole('navigation').getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog', { name: 'More' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.waitForTimeout(200);
    expect(await low()).toEqual([]);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Filter/u })
      .click();
    await page.getByRole('dialog', { name: 'Filter' }).waitFor();
    await page.waitForTimeout(200);
    expect(await low()).toEqual([]);
  });

  test('the keys work on the page, and leave fields alone', async () => {
    const page = await openLive(1440);
    await page.keyboard.press('1');
    await page.getByRole('button', { name: '1 m', exact: true, pressed: true }).waitFor();
    await page.keyboard.press('3');
    await page.getByRole('button', { name: '15 m', exact: true, pressed: true }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Resume' }).first().waitFor();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    const before = await page.locator('html').getAttribute('data-theme');
    await page.keyboard.press('t');
    await page.keyboard.press('t');
    expect(await page.locator('html').getAttribute('data-theme')).not.toBe(before);
    await page.getByPlaceholder('Search').fill('');
    await page.getByPlaceholder('Search').pressSequentially('fp1?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: '15 m', exact: true, pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
  });

  test('a paused picture stands still and counts what waits', async () => {
    const page = await openLive(1440);
    await page.keyboard.press('p');
    const number = page.locator('[data-metric="memory"] [data-value]').first();
    const frozen = await number.getAttribute('data-value');
    await page.getByText(/^· \+([3-9]|\d\d) samples$/u).waitFor();
    expect(await number.getAttribute('data-value')).toBe(frozen);
    await page.keyboard.press('p');
    await waitForValues(page, 'memory', 1);
  });
});
