import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { lacksBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { cpuAt, keepPast } from '../support/past.ts';
import type { RunningServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How much time was stolen from this machine, by how long ago it was: the more, and each for a bit longer than a window. */
const stolen: readonly (readonly [agoMs: number, share: number])[] = [
  [1.1 * hourMs, 20],
  [6.5 * hourMs, 30],
  [25 * hourMs, 40],
  [7.2 * dayMs, 50],
  [30.5 * dayMs, 60],
];

describe.skipIf(lacksBrowser())('the long windows, over a month that is kept', { timeout: 180_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function serve(): Promise<RunningServer> {
    const dataDir = temporaryFolder();
    const to = Math.floor(Date.now() / minuteMs) * minuteMs;
    const at = (ms: number) => {
      const [, share = 70] = stolen.find(([agoMs]) => to - ms <= agoMs) ?? [];
      return { cpu: { ...cpuAt(10), steal: share } };
    };
    keepPast(dataDir, { from: to - 31 * dayMs, to, everyMs: minuteMs, at });
    return serverForTest({ dataDir });
  }

  const figure = (page: Page, name: string): Promise<number> =>
    page
      .locator(`[data-stat="${name}"] [data-value], [data-stat="${name}"][data-value]`)
      .first()
      .getAttribute('data-value')
      .then(Number);

  /** The highest share that the chart shows. Of the time that runs now nothing near as much is stolen. */
  async function expectHighest(page: Page, share: number): Promise<void> {
    await expect.poll(() => figure(page, 'highest'), { timeout: 30_000 }).toBeCloseTo(share, 1);
  }

  test('each shows what was kept for as long as it reaches, and no more; so does a range of one’s own', async () => {
    const { url } = await serve();
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 } });
    await page.goto(`${url}/?view=cpu.steal`);
    const windows = page.locator('[data-windows]');
    for (const [name, share] of [
      ['1 h', 20],
      ['6 h', 30],
      ['24 h', 40],
      ['7 d', 50],
    ] as const) {
      await windows.getByRole('button', { name, exact: true }).click();
      await expectHighest(page, share);
    }
    await windows.getByRole('button', { name: /^More windows/u }).click();
    await page.getByRole('menuitem', { name: /^30 days/u }).click();
    await expectHighest(page, 60);

    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog', { name: 'Range' });
    const local = (ms: number) => new Date(ms - new Date(ms).getTimezoneOffset() * minuteMs).toISOString().slice(0, 19);
    await dialog.getByLabel('From').fill(local(Date.now() - 5 * dayMs));
    await dialog.getByLabel('To').fill(local(Date.now() - 4 * dayMs));
    await dialog.getByRole('button', { name: 'Show' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expectHighest(page, 50);
    expect(await figure(page, 'lowest')).toBeCloseTo(50, 0);
  });
});
