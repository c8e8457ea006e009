import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { waitForPhase } from '../support/dashboard-page.ts';
import { serverForTest } from '../support/alerting-server.ts';

const cardMenu = /assets\/CardMenu-/u;
const alertList = /assets\/AlertPopover-/u;
const filterDialog = /assets\/FilterDialog-/u;

/** What is kept from the page on purpose. */
const expected = [/net::ERR_/u, /dynamically imported module/u];

const menuOf = (page: Page) => page.getByRole('button', { name: 'More for CPU' });
const failure = (page: Page, what: string) => page.getByRole('alert').getByText(`${what} could not be loaded.`);

describe.skipIf(lacksBrowser())('what the page loads besides', () => {
  let browser: Browser;
  let url = '';
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function open(kept: RegExp, answer: (route: Route) => Promise<void>): Promise<Page> {
    ({ url } = await serverForTest());
    const page = await openPage(browser, { expected });
    await page.route(kept, answer);
    await page.goto(url);
    await waitForPhase(page, 'live');
    return page;
  }

  test('says so where it does not come, and is fetched when somebody asks once more', async () => {
    const page = await open(cardMenu, (route) => route.abort());
    await menuOf(page).click();
    await failure(page, 'The menu of the card').waitFor();
    await page.keyboard.press('Escape');
    await failure(page, 'The menu of the card').waitFor({ state: 'detached' });
    await page.unroute(cardMenu);
    await menuOf(page).click();
    await page.getByRole('menuitem', { name: 'Hide this card' }).waitFor();
  });

  test('leaves the keys at work where it does not come', async () => {
    const page = await open(alertList, (route) => route.abort());
    await page.keyboard.press('a');
    await failure(page, 'The list of alerts').waitFor();
    await page.keyboard.press('Escape');
    await failure(page, 'The list of alerts').waitFor({ state: 'detached' });
    await page.keyboard.press('f');
    await page.getByRole('dialog', { name: 'Filter' }).waitFor();
  });

  test('can be given up by Escape while it is on its way', async () => {
    const held: Route[] = [];
    const page = await open(filterDialog, (route) => {
      held.push(route);
      return Promise.resolve();
    });
    await page.keyboard.press('f');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await Promise.all(held.map((route) => route.abort()));
  });

  test('does not take the focus from what it replaces', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const page = await open(cardMenu, async (route) => {
      await released;
      await route.continue();
    });
    await menuOf(page).focus();
    release();
    await page.locator('[data-dropdown-menu-trigger][aria-label="More for CPU"]').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('More for CPU');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Hide this card' }).waitFor();
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('More for CPU');
  });
});
