import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { desktopDisplay, launchDesktop, lacksDesktop } from '../support/electron.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { axeFindings } from '../support/axe.ts';
import { launchBrowser, lacksBrowser } from '../support/browser.ts';
import { openDashboard } from '../support/card-in-page.ts';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0';

/** The rows of the list, without their ages. */
const rows = async (page: Page) =>
  (await page.locator('[data-watcher]').allTextContents()).map((text) => text.replace(/\s+/gu, ' ').trim());

describe.skipIf(lacksBrowser())('who is watching', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('an operator sees everybody by name, live', async () => {
    const { url } = await serverForTest();
    const page = await openDashboard(browser, url);
    await page.getByRole('button', { name: /^1 viewer/u }).click();
    const list = page.getByRole('dialog', { name: 'Who is watching' });
    await list.getByText('(this screen)').waitFor();
    expect(await rows(page)).toEqual(['Chrome on Linux (this screen) operator · SSE · since a moment ago']);

    const other = await openDashboard(browser, url, { userAgent: firefox });
    await list.getByText('Firefox on Windows').waitFor();
    await fetch(`${url}/api/v1/poll`, { headers: { 'user-agent': 'curl/8.5.0' } });
    await list.getByText('curl').waitFor();
    expect((await rows(page)).slice(1)).toEqual([
      'Firefox on Windows operator · SSE · since a moment ago',
      'curl operator · long poll · since a moment ago',
    ]);
    expect(await axeFindings(page)).toEqual([]);
    await other.goto('about:blank');
    await list.getByText('Firefox on Windows').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
  });

  test('a viewer sees numbers, and why no more', async () => {
    const { url } = await serverForTest({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
    const page = await openDashboard(browser, url);
    await page.getByRole('button', { name: /^1 viewer/u }).click();
    const list = page.getByRole('dialog', { name: 'Who is watching' });
    await list.getByText('Only operators see who they are.').waitFor();
    await list.getByText('1 viewer').waitFor();
    expect(await page.locator('[data-watcher]').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe.skipIf(lacksDesktop())('the desktop window among those who watch', () => {
  const display = desktopDisplay();

  test('is called by its own name', async () => {
    const app = await launchDesktop(display(), { LANPULSE_DATA_DIR: temporaryFolder(), LANPULSE_PORT: '0' });
    onTestFinished(async () => {
      await app.close();
    });
    const page = await app.firstWindow();
    await page.getByRole('button', { name: /^1 viewer/u }).click();
    await page.getByText('(this screen)').waitFor();
    expect((await rows(page))[0]).toMatch(/^Lanpulse window \(this screen\) operator · SSE/u);
  });
});
