import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { lacksBrowser, launchBrowser, openPage, type PageOptions } from '../support/browser.ts';
import { waitForPhase } from '../support/dashboard-page.ts';
import { startServer, type ServerOptions } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe.skipIf(lacksBrowser())('the settings', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function serve(options: ServerOptions = {}) {
    const dataDir = temporaryFolder();
    const server = await startServer({ ...options, dataDir });
    onTestFinished(async () => {
      await server.stop();
    });
    const open = async (pageOptions: PageOptions = {}) => {
      const page = await openPage(browser, { viewport: { width: 1440, height: 900 }, ...pageOptions });
      await page.goto(server.url);
      await waitForPhase(page, 'live');
      return page;
    };
    return { open, file: join(dataDir, 'lanpulse.config.json') };
  }

  const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Settings' });

  /** By its key. */
  async function openSettings(page: Page): Promise<Locator> {
    await page.keyboard.press(',');
    const dialog = dialogOf(page);
    await dialog.getByRole('textbox', { name: 'Interval' }).waitFor();
    return dialog;
  }

  test('an interval changed on one page is learnt by another, and by its open settings', async () => {
    const { open, file } = await serve();
    const [one, other] = await Promise.all([open(), open()]);
    const theirs = await openSettings(other);
    const dialog = await openSettings(one);
    const interval = dialog.getByRole('textbox', { name: 'Interval' });
    expect(await interval.inputValue()).toBe('1000');
    await interval.fill('500');
    await interval.press('Enter');
    await dialog.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ interval: 500 });
    await expect
      .poll(() => theirs.getByRole('textbox', { name: 'Interval' }).inputValue(), { timeout: 20_000 })
      .toBe('500');
    await other.locator('[data-every-ms="500"]').waitFor({ state: 'attached' });
    await dialog.getByRole('button', { name: 'Back to the default of Interval, 1000' }).click();
    await expect.poll(() => interval.inputValue()).toBe('1000');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({});
  });

  test('a wrong value is refused beside its field; Esc takes it back and leaves the settings open', async () => {
    const { open } = await serve();
    const page = await open();
    const dialog = await openSettings(page);
    const cap = dialog.getByRole('textbox', { name: 'Most space on disk' });
    await cap.fill('5');
    await cap.press('Enter');
    await dialog.getByRole('alert').filter({ hasText: '"historyCap" must be a size such as 500M or 2G' }).waitFor();
    expect(await cap.getAttribute('aria-invalid')).toBe('true');
    expect(await cap.inputValue()).toBe('5');
    expect(await axeFindings(page)).toEqual([]);
    await cap.press('Escape');
    expect(await cap.inputValue()).toBe('1G');
    expect(await cap.getAttribute('aria-invalid')).toBe('false');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('what an option decides stands still and says so; what is wrong in the file is told', async () => {
    const { open, file } = await serve({ args: ['--interval', '500'] });
    const page = await open();
    const dialog = await openSettings(page);
    await dialog.getByText('Set by --interval: start Lanpulse without that to change it here.').waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Interval' }).isDisabled()).toBe(true);
    writeFileSync(file, '{"theme": "blue"}');
    await dialog.getByRole('alert').filter({ hasText: '"theme" in' }).waitFor();
  });

  test('the theme of all screens changes every page that has none of its own', async () => {
    const { open } = await serve();
    const [one, other, own] = await Promise.all([open(), open(), open()]);
    await own.keyboard.press('t');
    const chosen = await own.locator('html').getAttribute('data-theme');
    const dialog = await openSettings(one);
    const next = chosen === 'light' ? 'dark' : 'light';
    await dialog.getByRole('group', { name: 'Theme of all screens' }).getByRole('button', { name: next }).click();
    await other.locator(`html[data-theme="${next}"]`).waitFor({ state: 'attached' });
    await one.locator(`html[data-theme="${next}"]`).waitFor({ state: 'attached' });
    expect(await own.locator('html').getAttribute('data-theme')).toBe(chosen);
  });

  test('history turned off is said on other pages at once', async () => {
    const { open } = await serve();
    // A page may ask for what was kept before it hears of it.
    const expected = [/404 \(Not Found\) \(http:\S+\/api\/v1\/history\?/u];
    const [one, other] = await Promise.all([open({ expected }), open({ expected })]);
    const dialog = await openSettings(one);
    const keep = dialog.getByRole('switch', { name: 'Keep history' });
    await keep.press('Space');
    await expect.poll(() => keep.getAttribute('aria-checked')).toBe('false');
    const theirs = await openSettings(other);
    await expect
      .poll(() => theirs.getByRole('switch', { name: 'Keep history' }).getAttribute('aria-checked'))
      .toBe('false');
  });

  test('a viewer has no settings, by button, key or address', async () => {
    const { open } = await serve({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
    const page = await open();
    expect(await page.getByRole('button', { name: 'Settings', exact: true }).count()).toBe(0);
    await page.keyboard.press(',');
    await page.evaluate(() => {
      location.hash = '#settings';
    });
    await page.waitForFunction(() => location.hash === '');
    expect(await dialogOf(page).count()).toBe(0);
  });

  test.each(
    (['dark', 'light'] as const).flatMap((colorScheme) => [1440, 390].map((width) => ({ colorScheme, width }))),
  )('axe finds nothing, and nothing is cut off: $colorScheme at $width px', async ({ colorScheme, width }) => {
    const { open } = await serve();
    const page = await open({ viewport: { width, height: 844 }, colorScheme });
    if (width === 390) {
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Settings' }).click();
    } else await page.getByRole('button', { name: 'Settings', exact: true }).click();
    const dialog = dialogOf(page);
    await dialog.getByText('lanpulse.config.json').waitFor();
    for (const fold of await dialog.locator('summary').all()) await fold.click();
    expect(await axeFindings(page)).toEqual([]);
    expect(await dialog.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  });
});
