import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { launchBrowser, lacksBrowser } from '../support/browser.ts';
import { card, openDashboard, picture } from '../support/card-in-page.ts';
import { rangeInAddress } from '../support/chart-hands.ts';

/** Waits until the chart of a card was drawn so often; gives how often that of another one was, and how long it took. */
async function drawnMeanwhile(page: Page, id: string, times: number, other: string) {
  const [mine, theirs] = [card(page, id), card(page, other)];
  const seen = new Set<string>();
  const others = new Set<string>();
  const beganMs = performance.now();
  while (seen.size < times) {
    seen.add(await picture(mine));
    others.add(await picture(theirs));
  }
  return { others: others.size, seconds: (performance.now() - beganMs) / 1_000 };
}

/** The crosshair's layer of a card's chart, which has the keyboard and the gestures. */
const layer = (page: Page, id: string) => card(page, id).locator('[data-crosshair]').first();

const hasFocus = (element: Element) => element === document.activeElement;

describe.skipIf(lacksBrowser())('a focused card', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('moves ten times a second, says so, and stands alone with it; Escape, its button and another card end it', async () => {
    const { url } = await serverForTest();
    const page = await openDashboard(browser, url);
    const cpu = card(page, 'cpu').getByRole('button', { name: 'Focus CPU at 10 Hz' });
    await cpu.click();
    await cpu.getByText('10 Hz', { exact: true }).waitFor();
    expect(await cpu.getAttribute('aria-pressed')).toBe('true');
    const { others, seconds } = await drawnMeanwhile(page, 'cpu', 20, 'memory');
    // One a second, with the first, the one that is about to come, and the past that a page fetches when it is opened.
    expect(others).toBeLessThanOrEqual(seconds + 3);
    // What is not painted follows as well: where the pointer is in time, and what is told to those who cannot see it.
    const newestMs = async () => Number(await layer(page, 'cpu').getAttribute('aria-valuemax'));
    const before = await newestMs();
    await expect.poll(newestMs).toBeGreaterThan(before + 500);

    const tab = await page.context().newPage();
    await tab.goto(url);
    await card(tab, 'cpu').locator('[data-value]').first().waitFor();
    expect(
      await card(tab, 'cpu').getByRole('button', { name: 'Focus CPU at 10 Hz' }).getAttribute('aria-pressed'),
    ).toBe('false');
    await tab.close();

    const memory = card(page, 'memory').getByRole('button', { name: 'Focus Memory at 10 Hz' });
    await memory.click();
    await memory.getByText('10 Hz', { exact: true }).waitFor();
    expect(await cpu.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-focused]').count()).toBe(0);
    // The chart keeps the keyboard.
    await layer(page, 'memory').focus();
    await page.keyboard.press('h');
    await memory.getByText('10 Hz', { exact: true }).waitFor();
    expect(await layer(page, 'memory').evaluate(hasFocus)).toBe(true);

    // In a narrow card the button goes with the focus, and leaves the keyboard to the menu.
    await page.setViewportSize({ width: 360, height: 740 });
    await memory.click();
    await page.locator('[data-focused]').waitFor({ state: 'detached' });
    const menu = page.getByRole('button', { name: 'More for Memory' });
    await expect.poll(() => menu.evaluate(hasFocus)).toBe(true);
    await menu.click();
    await page.getByRole('menuitem', { name: 'Focus at 10 Hz' }).click();
    await memory.getByText('10 Hz', { exact: true }).waitFor();
    await page.close();
  });

  test('is pulled into the past like any other: the focus ends, the pull goes on', async () => {
    const { url } = await serverForTest();
    const page = await openDashboard(browser, url);
    await card(page, 'cpu').getByRole('button', { name: 'Focus CPU at 10 Hz' }).click();
    await page.locator('[data-focused] [data-focus]').getByText('10 Hz', { exact: true }).waitFor();
    const chart = layer(page, 'cpu');
    const box = await chart.boundingBox();
    if (box === null) throw new Error('The chart is not visible.');
    const [x, y] = [box.x + box.width / 4, box.y + box.height / 2];
    const isPulled = () => chart.evaluate((element) => element.classList.contains('pulls'));
    await page.keyboard.down('Shift');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + box.width / 4, y, { steps: 3 });
    await page.locator('[data-focused]').waitFor({ state: 'detached' });
    expect(await isPulled()).toBe(true);
    await page.mouse.move(x + box.width / 2, y, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    expect(await isPulled()).toBe(false);
    // The half minute that was under the pointer, only earlier.
    const lengthMs = () => rangeInAddress(page).to - rangeInAddress(page).from;
    await expect.poll(lengthMs).toBeCloseTo(30_000, -2);
    await page.close();
  });
});
