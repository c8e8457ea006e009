import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lacksBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { rangeInAddress } from '../support/chart-hands.ts';
import { cpuAt, keepPast } from '../support/past.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** The hour that is looked at ended so long before the tests began that it stands still. */
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs - 20 * minuteMs;
const startMs = endMs - hourMs;

/** Rises steadily, so that the average of a range tells which one it is. */
const risingAt = (ms: number): number => 30 + (ms - startMs) / minuteMs / 3;

describe.skipIf(lacksBrowser())('gestures on the one large chart', () => {
  let server: RunningServer;
  let browser: Browser;
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));

  beforeAll(async () => {
    keepPast(dataDir, {
      from: startMs - hourMs,
      to: endMs,
      everyMs: 5_000,
      at: (ms) => ({ cpu: cpuAt(risingAt(ms)) }),
    });
    [server, browser] = await Promise.all([startServer({ args: ['--data-dir', dataDir] }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const plot = (page: Page): Locator => page.locator('[data-detail] [data-crosshair]').first();

  async function open(): Promise<Page> {
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 } });
    await page.goto(`${server.url}/?view=cpu.total&from=${String(startMs)}&to=${String(endMs)}`);
    await page.locator('[data-stat="average"] [data-value]').waitFor();
    await plot(page).scrollIntoViewIfNeeded();
    return page;
  }

  async function boxOf(page: Page) {
    const box = await plot(page).boundingBox();
    if (box === null) throw new Error('The chart is not visible.');
    return box;
  }

  async function drag(page: Page, from: number, to: number): Promise<void> {
    const { x, y, width, height } = await boxOf(page);
    await page.mouse.move(x + width * from, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * to, y + height / 2, { steps: 6 });
    await page.mouse.up();
  }

  /** Waits until chart, address and figures tell of the same stretch, as far as a mouse can mean it. */
  async function expectShown(page: Page, fromMs: number, toMs: number): Promise<void> {
    const pixelMs = (2 * hourMs) / (await boxOf(page)).width;
    await expect
      .poll(() => {
        const { from, to } = rangeInAddress(page);
        return Math.max(Math.abs(from - fromMs), Math.abs(to - toMs));
      })
      .toBeLessThan(pixelMs);
    const { from, to } = rangeInAddress(page);
    await expect.poll(() => plot(page).getAttribute('aria-valuemin')).toBe(String(from));
    expect(await plot(page).getAttribute('aria-valuemax')).toBe(String(to));
    const average = page.locator('[data-stat="average"] dd');
    await expect
      .poll(async () => Math.abs(Number(await average.getAttribute('data-value')) - risingAt((from + to) / 2)))
      .toBeLessThan(0.5);
  }

  test('a drag zooms into its stretch, figures and address follow, and the back button returns', async () => {
    const page = await open();
    await drag(page, 0.25, 0.5);
    await expectShown(page, startMs + 15 * minuteMs, startMs + 30 * minuteMs);
    expect(new URL(page.url()).searchParams.get('view')).toBe('cpu.total');
    await page.goBack();
    await expectShown(page, startMs, endMs);
  });

  test('the wheel with Shift zooms round the pointer', async () => {
    const page = await open();
    const { x, y, width, height } = await boxOf(page);
    await page.mouse.move(x + width * 0.75, y + height / 2);
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Shift');
    await expect.poll(() => rangeInAddress(page).to).toBeLessThan(endMs);
    const { from, to } = rangeInAddress(page);
    expect(to - from).toBeLessThan(0.7 * hourMs);
    expect(Math.abs(from + 0.75 * (to - from) - (startMs + 45 * minuteMs))).toBeLessThan((2 * hourMs) / width);
    await expectShown(page, from, to);
  });

  test('a drag with Shift moves the range, and so do the arrows and the Page keys', async () => {
    const page = await open();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => rangeInAddress(page).from).toBe(startMs - 6 * minuteMs);
    await page.keyboard.press('ArrowRight');
    await expectShown(page, startMs, endMs);
    await page.keyboard.down('Shift');
    await drag(page, 0.25, 0.5);
    await page.keyboard.up('Shift');
    await expectShown(page, startMs - 15 * minuteMs, endMs - 15 * minuteMs);
    const { from } = rangeInAddress(page);
    await plot(page).focus();
    await page.keyboard.press('PageDown');
    await expect.poll(() => rangeInAddress(page)).toEqual({ from: from - hourMs, to: from });
    await page.keyboard.press('PageUp');
    await expectShown(page, from, from + hourMs);
  });

  test('a double-click goes back to live, and opens no moment', async () => {
    const page = await open();
    const { width, height } = await boxOf(page);
    await plot(page).dblclick({ position: { x: width / 3, y: height / 2 } });
    await expect.poll(() => new URL(page.url()).searchParams.has('from')).toBe(false);
    await page.getByRole('button', { name: 'Back to live' }).waitFor({ state: 'detached' });
    const newest = async () => Number(await plot(page).getAttribute('aria-valuemax'));
    await expect.poll(newest).toBeGreaterThan(endMs);
    const first = await newest();
    await expect.poll(newest, { timeout: 20_000 }).toBeGreaterThan(first);
    expect(await page.locator('[data-moment]').count()).toBe(0);
    expect(new URL(page.url()).searchParams.get('view')).toBe('cpu.total');
  });
});
