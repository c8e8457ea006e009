import type { Browser, Page, Request, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patienceMs } from '../../src-renderer/cards/steps.svelte.ts';
import { noFrameMs } from '../../src-renderer/chrome/after-frame.ts';
import { patienceMs as firstPatienceMs } from '../../src-renderer/chrome/beginning.svelte.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { launchBrowser, lacksBrowser, openPage, type PageOptions } from '../support/browser.ts';

/** Every metric has a card of its own, but for those that stand in another's, and one more is for the alerts. */
const fewest = 10;

describe.skipIf(lacksBrowser())('the first picture', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Cards on the page, in this very moment. */
  const count = (page: Page) => page.locator('.overview article').count();

  /** A page that never becomes impatient, however slow this machine is. @param waits those that it never ends, ms */
  async function openPatiently(
    options: PageOptions = {},
    waits: readonly number[] = [patienceMs, noFrameMs],
  ): Promise<Page> {
    const page = await openPage(browser, options);
    await page.addInitScript((endless) => {
      const { setTimeout: real } = globalThis;
      Object.assign(globalThis, {
        setTimeout: (run: () => void, ms: number) => (endless.includes(ms) ? 0 : real(run, ms)),
      });
    }, waits);
    return page;
  }

  /** Has the server say nothing about what it measures. */
  const silence = (page: Page) => page.route(/\/api\/v1\/(?:events|poll)/u, () => undefined);

  test('nothing of the page is made before its first numbers have come, which it is made with', async () => {
    const { url } = await serverForTest();
    const page = await openPatiently({}, [patienceMs, noFrameMs, firstPatienceMs]);
    await page.addInitScript(() => {
      const seen = new MutationObserver(() => {
        if (document.querySelector('header') === null) return;
        seen.disconnect();
        document.documentElement.dataset.first = document.querySelector('.overview [data-value]')?.textContent ?? '';
      });
      seen.observe(document, { childList: true, subtree: true });
    });
    await page.goto(url);
    await page.locator('html[data-first]').waitFor();
    expect(await page.locator('html').getAttribute('data-first')).toMatch(/^\d/u);
  });

  test('the server is asked once whether the page may be shown, before the page can ask for itself', async () => {
    const { url } = await serverForTest();
    const page = await openPage(browser);
    const isQuestion = (asked: Request | Response) => new URL(asked.url()).pathname === '/api/v1/info';
    let questions = 0;
    page.on('request', (request) => {
      if (isQuestion(request)) questions += 1;
    });
    const answered = page.waitForResponse(isQuestion);
    await page.route(/\/assets\/index-.*\.js$/u, async (route) => {
      await answered;
      await route.continue();
    });
    await page.goto(url);
    await page.locator('.overview canvas').first().waitFor();
    expect(questions).toBe(1);
  });

  test('what nobody has asked for yet is loaded after it', async () => {
    const { url } = await serverForTest();
    const page = await openPage(browser);
    await page.addInitScript(() => {
      const scripts = () => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).length;
      const seen = new MutationObserver(() => {
        if (document.querySelector('.overview canvas') === null) return;
        seen.disconnect();
        requestAnimationFrame(() => (document.documentElement.dataset.scripts = String(scripts())));
      });
      seen.observe(document, { childList: true, subtree: true });
    });
    await page.goto(url);
    await page.locator('html[data-scripts]').waitFor();
    // The page's own two, and the one that looks whether all of it came.
    expect(await page.locator('html').getAttribute('data-scripts')).toBe('3');
    await page.locator('[data-dropdown-menu-trigger]').first().waitFor({ state: 'attached', timeout: 15_000 });
  });

  test('the first card shows its value before there is a second one', async () => {
    const { url } = await serverForTest();
    const page = await openPatiently();
    await page.addInitScript(() => {
      const seen = new MutationObserver(() => {
        if (document.querySelectorAll('.overview article').length < 2) return;
        seen.disconnect();
        document.documentElement.dataset.first = document.querySelector('.overview [data-value]')?.textContent ?? '';
      });
      seen.observe(document, { childList: true, subtree: true });
    });
    await page.goto(url);
    await expect.poll(() => count(page)).toBeGreaterThanOrEqual(fewest);
    expect(await page.locator('html').getAttribute('data-first')).toMatch(/^\d/u);
  });

  test('all cards come where the server says nothing', async () => {
    const { url } = await serverForTest();
    const page = await openPage(browser);
    await silence(page);
    await page.goto(url);
    await expect.poll(() => count(page)).toBeGreaterThanOrEqual(fewest);
    expect(await page.locator('[data-connection="connecting"]').count()).toBe(1);
  });

  test('a card that somebody goes to is there at once', async () => {
    const { url } = await serverForTest();
    const page = await openPatiently({ viewport: { width: 390, height: 844 } });
    await silence(page);
    await page.goto(url);
    await page.locator('.overview article').waitFor();
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: /alert/iu }).click();
    await page.locator('[data-card="alerts"]:focus').waitFor();
    expect(await count(page)).toBeGreaterThanOrEqual(fewest);
  });

  test('all cards come at once where the past is wanted, which is asked for all of them together', async () => {
    const { url } = await serverForTest();
    const page = await openPatiently();
    await silence(page);
    await page.goto(`${url}/?window=1h`);
    await page.locator('.overview article').first().waitFor();
    expect(await count(page)).toBeGreaterThanOrEqual(fewest);
  });

  test('all cards come at once where nobody looks, for there no frame is drawn', async () => {
    const { url } = await serverForTest();
    const page = await openPage(browser);
    await page.addInitScript(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      globalThis.requestAnimationFrame = () => 0;
    });
    await page.goto(url);
    await page.locator('.overview article').first().waitFor();
    expect(await count(page)).toBeGreaterThanOrEqual(fewest);
  });
});
