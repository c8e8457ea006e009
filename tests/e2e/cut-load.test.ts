import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { waitForPhase } from '../support/dashboard-page.ts';

const wait = 'It is loaded again in a moment';

const isScript = (request: Request) => /\/assets\/index-(?!client)[^/]+\.js$/u.test(request.url());
const isStyle = (request: Request) => /\/assets\/index-[^/]+\.css$/u.test(request.url());
const isPage = (request: Request) => /\/assets\/page-[^/]+\.js$/u.test(request.url());
const isQuestion = (request: Request) => request.method() === 'HEAD';

describe.skipIf(lacksBrowser())('a page of which a part did not come', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Ends requests as a network does that changes, each so often. */
  async function open(ended: readonly (readonly [(request: Request) => boolean, number])[]): Promise<Page> {
    const { url } = await serverForTest();
    const page = await openPage(browser, { expected: [/net::ERR_/u, /Failed to fetch dynamically imported module/u] });
    const left = ended.map(([is, times]) => ({ is, times }));
    await page.route('**', async (route) => {
      const meant = left.find(({ is, times }) => times > 0 && is(route.request()));
      if (meant === undefined) {
        await route.continue();
        return;
      }
      meant.times -= 1;
      await route.abort('failed');
    });
    await page.clock.install();
    // The page asks again a second after a part has failed, which may be before all others are there.
    await page.goto(url, { waitUntil: 'commit' });
    return page;
  }

  /** Lets the page's time pass until it is whole; tells how often it was loaded meanwhile. */
  async function untilLive(page: Page): Promise<number> {
    let loads = 0;
    page.on('domcontentloaded', () => {
      loads += 1;
    });
    const live = page.locator('[data-connection="live"]');
    await expect
      .poll(async () => {
        await page.clock.fastForward(1_000);
        return await live.count();
      })
      .toBe(1);
    return loads;
  }

  test('says so, and comes whole by itself', async () => {
    const page = await open([[isScript, 1]]);
    await page.getByRole('status').getByText(wait).waitFor();
    await waitForPhase(page, 'live');
    expect(await page.getByText(wait).count()).toBe(0);
  });

  test('comes whole too where its numbers had nothing to be shown by', async () => {
    const page = await open([[isPage, 2]]);
    await page.getByRole('status').getByText(wait).waitFor();
    expect(await untilLive(page)).toBeGreaterThan(0);
    expect(await page.getByText(wait).count()).toBe(0);
  });

  test('is not left without its looks', async () => {
    const page = await open([[isStyle, 1]]);
    await waitForPhase(page, 'live');
    const muted = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--muted')).catch(() => '');
    await expect.poll(muted).not.toBe('');
    await waitForPhase(page, 'live');
    expect(await page.getByText(wait).count()).toBe(0);
  });

  test('waits until the server answers', async () => {
    const page = await open([
      [isScript, 2],
      [isQuestion, 1],
    ]);
    const asked = page.waitForEvent('requestfailed', isQuestion);
    await page.getByRole('status').getByText(wait).waitFor();
    await asked;
    expect(await page.getByRole('status').getByText(wait).count()).toBe(1);
    // It asks once more, and loads the page; that did not help either.
    const loads = await untilLive(page);
    expect(loads).toBe(2);
  });

  test('leaves alone what is loaded besides, once the page is there', async () => {
    const page = await open([[(request) => request.url().includes('/FilterDialog-'), 9]]);
    await waitForPhase(page, 'live');
    await page.keyboard.press('f');
    await page.getByRole('alert').getByText('The filter could not be loaded.').waitFor();
    expect(await page.getByText(wait).count()).toBe(0);
  });
});
