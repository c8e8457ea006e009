import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { lacksBrowser, launchBrowser, openPage, type PageOptions } from '../support/browser.ts';
import { waitForPhase } from '../support/dashboard-page.ts';
import { card } from '../support/card-in-page.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const minuteMs = 60_000;

describe.skipIf(lacksBrowser())('the page of a server that keeps no history', () => {
  let server: RunningServer;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer({ args: ['--history', 'off'] }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  /** Fails on any refused request: the page asks for nothing that is not kept. */
  async function open(query: string, options: PageOptions = {}): Promise<Page> {
    const page = await openPage(browser, { viewport: { width: 1440, height: 900 }, ...options });
    await page.goto(`${server.url}/${query}`);
    await waitForPhase(page, 'live');
    return page;
  }
  const openLarge = async (more = '', options: PageOptions = {}): Promise<Page> => {
    const page = await open(`?view=memory.used${more}`, options);
    await page.locator('[data-stat="average"] [data-value]:not([data-value=""])').waitFor();
    return page;
  };
  /** Beginning and end of what a chart shows, ms. */
  const shown = async (page: Page): Promise<{ from: number; to: number }> => {
    const chart = page.locator('[data-crosshair]:visible').first();
    return await chart.evaluate((one) => ({ from: Number(one.ariaValueMin), to: Number(one.ariaValueMax) }));
  };
  const lengthOf = ({ from, to }: { from: number; to: number }): number => Math.round((to - from) / 1_000) * 1_000;

  test('the large view says so in one calm sentence, and offers nothing that cannot work', async () => {
    const page = await openLarge('&compare=yesterday&at=1700000000000');
    await page.locator('[data-unkept]').waitFor();
    expect(await page.locator('[data-unkept]').innerText()).toMatch(/^No history is kept on .+ 15 minutes at most\.$/u);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'CSV' }).count()).toBe(0);
    expect(await page.getByText('Compare with').count()).toBe(0);
    expect(await page.locator('.brush').count()).toBe(0);
    expect(await page.locator('[data-moment]').count()).toBe(0);
    expect(await page.getByText('click a moment for its processes').count()).toBe(0);
    await expect.poll(() => page.url()).not.toContain('at=');
  });

  test('figures, table and picture are of the page’s own samples', async () => {
    const page = await openLarge();
    // In one go: samples come in meanwhile.
    const figures = await page
      .locator('[data-stat]')
      .evaluateAll((all) =>
        all.map((one): [string | null, number] => [
          one.getAttribute('data-stat'),
          Number((one.querySelector('[data-value]') ?? one).getAttribute('data-value')),
        ]),
      );
    const [lowest, average, highest] = ['lowest', 'average', 'highest'].map((name) => new Map(figures).get(name));
    expect(lowest).toBeGreaterThan(0);
    expect(average).toBeGreaterThanOrEqual(lowest ?? Infinity);
    expect(highest).toBeGreaterThanOrEqual(average ?? Infinity);
    await page.getByRole('button', { name: 'Table' }).click();
    const dialog = page.getByRole('dialog', { name: 'Memory used as a table' });
    await expect.poll(() => dialog.locator('tbody td').allInnerTexts()).toContainEqual(expect.stringMatching(/iB$/u));
    await page.keyboard.press('Escape');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'PNG' }).click(),
    ]);
    expect((await readFile(await download.path())).length).toBeGreaterThan(5_000);
  });

  test('an address with a longer window shows the longest there is, with its button lit', async () => {
    const page = await open('?window=24h');
    const lit = page.getByRole('group', { name: 'Window' }).getByRole('button', { pressed: true });
    await expect.poll(() => lit.allInnerTexts()).toEqual(['15 m']);
    expect(lengthOf(await shown(page))).toBe(15 * minuteMs);
    const old = Date.now() - 3_600_000;
    const past = await open(`?window=7d&from=${String(old)}&to=${String(old + 600_000)}`);
    await expect.poll(async () => lengthOf(await shown(past))).toBe(15 * minuteMs);
    expect(await past.getByRole('button', { name: 'Back to live' }).count()).toBe(0);
  });

  test('keys and the range bar keep to the last 15 minutes, as gestures do', async () => {
    const page = await open('');
    // A server that has just started has nothing to draw there; the address tells what is shown.
    const inAddress = () => {
      const { searchParams } = new URL(page.url());
      return { from: Number(searchParams.get('from')), to: Number(searchParams.get('to')) };
    };
    const oldest = () => Math.round((Date.now() - inAddress().from) / minuteMs);
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('Shift+ArrowLeft');
    expect(oldest()).toBe(15);
    const bar = page.getByRole('group', { name: 'Range of the charts' });
    await expect.poll(() => bar.getByRole('button', { name: 'Half a window earlier' }).isDisabled()).toBe(true);
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('-');
    expect(lengthOf(inAddress())).toBeLessThanOrEqual(15 * minuteMs);
    expect(oldest()).toBe(15);
    await page.keyboard.press('+');
    await bar.getByRole('button', { name: 'Zoom out' }).click();
    expect(oldest()).toBeLessThanOrEqual(15);
  });

  test('the range dialog says how far it reaches, and refuses what lies before', async () => {
    const page = await open('?window=15m');
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog', { name: 'Range' });
    await dialog.getByText(/keeps no history: only the last 15 minutes, since \d\d:\d\d:\d\d/u).waitFor();
    const from = dialog.getByLabel('From');
    await from.fill('2026-01-01T10:00:00');
    await dialog.getByRole('button', { name: 'Show' }).click();
    expect(await dialog.getByRole('alert').innerText()).toMatch(/within the last 15 minutes, since/u);
    const local = new Date(Date.now() - 5 * minuteMs - new Date().getTimezoneOffset() * minuteMs);
    await from.fill(local.toISOString().slice(0, 19));
    await dialog.getByRole('button', { name: 'Show' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(lengthOf(await shown(page))).toBeLessThan(6 * minuteMs);
  });

  test.each(
    (['dark', 'light'] as const).flatMap((colorScheme) => [1440, 390].map((width) => ({ colorScheme, width }))),
  )('axe finds nothing in the large view, $colorScheme at $width px', async ({ colorScheme, width }) => {
    const page = await openLarge('', { colorScheme, viewport: { width, height: 844 } });
    expect(await axeFindings(page)).toEqual([]);
    if (width > 640) return;
    await page.getByRole('button', { name: 'More for Memory used' }).click();
    await expect.poll(() => page.getByRole('menuitem').allInnerTexts()).toEqual(['Table', 'PNG', 'Copy link']);
  });

  test('a click on a chart opens nothing', async () => {
    const page = await open('');
    await card(page, 'cpu').locator('[data-crosshair]').first().click();
    // Longer than the wait for a second click.
    await page.waitForTimeout(500);
    expect(await page.locator('[data-moment]').count()).toBe(0);
  });
});
