import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lacksBrowser, launchBrowser, openPage, type PageOptions } from '../support/browser.ts';
import { card } from '../support/card-in-page.ts';
import { cpuAt, keepPast, processesAt } from '../support/past.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The hour that is looked at ended so long before the tests began that it stands still. */
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs - 20 * minuteMs;
const startMs = endMs - hourMs;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

describe.skipIf(lacksBrowser())('gestures on the charts', () => {
  let server: RunningServer;
  let browser: Browser;
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));

  beforeAll(async () => {
    const rows = processesAt([{ pid: 42, name: 'restic', user: 'backup', cpu: 742, memory: 2 ** 30 }]);
    keepPast(dataDir, {
      from: startMs - 2 * hourMs,
      to: endMs,
      everyMs: 5_000,
      at: (ms) => ({ cpu: cpuAt(10 + ((ms / minuteMs) % 60)), processes: rows }),
    });
    [server, browser] = await Promise.all([startServer({ args: ['--data-dir', dataDir] }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function open(options: PageOptions = {}): Promise<Page> {
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 }, ...options });
    await page.goto(`${server.url}/?from=${String(startMs)}&to=${String(endMs)}`);
    await page.locator('[data-past="ready"]').waitFor();
    return page;
  }

  const plot = (page: Page, id: string): Locator => card(page, id).locator('[data-crosshair]').first();
  /** What the charts of all cards show, as their sliders say. */
  const shownBy = async (page: Page): Promise<string[]> =>
    await page
      .locator('[data-crosshair]')
      .evaluateAll((all) => [...new Set(all.map((one) => `${one.ariaValueMin ?? ''} ${one.ariaValueMax ?? ''}`))]);
  const inAddress = (page: Page): { from: number; to: number } => {
    const { searchParams } = new URL(page.url());
    return { from: Number(searchParams.get('from')), to: Number(searchParams.get('to')) };
  };

  async function boxOf(of: Locator): Promise<Box> {
    await of.scrollIntoViewIfNeeded();
    const box = await of.boundingBox();
    if (box === null) throw new Error('The chart is not visible.');
    return box;
  }

  async function drag(page: Page, box: Box, from: number, to: number, share = 0.6): Promise<void> {
    const y = box.y + box.height * share;
    await page.mouse.move(box.x + box.width * from, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, y, { steps: 6 });
  }

  /** A pixel of an hour on a chart, ms: how well a mouse can mean a moment. */
  const pixelMs = (box: Box): number => (2 * hourMs) / box.width;

  test('a drag zooms all charts into its stretch, the address holds it, and the back button returns', async () => {
    const page = await open();
    const box = await boxOf(plot(page, 'cpu'));
    await drag(page, box, 0.25, 0.5);
    const band = await boxOf(page.locator('[data-band]'));
    expect(band.width).toBeGreaterThan(box.width * 0.24);
    expect(await page.locator('[data-band]').innerText()).toMatch(/^1[45] min/u);
    await page.mouse.up();
    await page.locator('[data-band]').waitFor({ state: 'detached' });
    const { from, to } = inAddress(page);
    expect(Math.abs(from - (startMs + 15 * minuteMs))).toBeLessThan(pixelMs(box));
    expect(Math.abs(to - (startMs + 30 * minuteMs))).toBeLessThan(pixelMs(box));
    await expect.poll(() => shownBy(page)).toEqual([`${String(from)} ${String(to)}`]);
    // Longer than the wait for a second click: the drag was none.
    await page.waitForTimeout(500);
    expect(await page.locator('[data-moment]').count()).toBe(0);
    await page.goBack();
    await expect.poll(() => shownBy(page)).toEqual([`${String(startMs)} ${String(endMs)}`]);
  });

  test('a stretch narrower than 8 px is none, and Escape gives one up', async () => {
    const page = await open();
    const box = await boxOf(plot(page, 'memory'));
    await drag(page, box, 0.3, 0.6);
    await page.keyboard.press('Escape');
    await page.locator('[data-band]').waitFor({ state: 'detached' });
    await page.mouse.up();
    await drag(page, box, 0.3, 0.6);
    await page.mouse.move(box.x + box.width * 0.3 + 3, box.y + box.height / 2);
    await page.locator('[data-band]').waitFor({ state: 'detached' });
    await page.mouse.up();
    expect(inAddress(page)).toEqual({ from: startMs, to: endMs });
  });

  test('the wheel zooms round the pointer with Shift, and scrolls the page without', async () => {
    const page = await open();
    const box = await boxOf(plot(page, 'cpu'));
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2);
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Shift');
    await expect.poll(() => inAddress(page).to).toBeLessThan(endMs);
    const { from, to } = inAddress(page);
    expect(to - from).toBeLessThan(0.7 * hourMs);
    expect(Math.abs(from + 0.75 * (to - from) - (startMs + 45 * minuteMs))).toBeLessThan(pixelMs(box));
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.mouse.wheel(0, 300);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
    expect(inAddress(page)).toEqual({ from, to });
  });

  test('Shift and drag moves the range, as does a drag of the times below a chart', async () => {
    const page = await open();
    const box = await boxOf(plot(page, 'cpu'));
    await page.keyboard.down('Shift');
    await drag(page, box, 0.25, 0.75);
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect.poll(() => Math.abs(inAddress(page).from - (startMs - 30 * minuteMs))).toBeLessThan(pixelMs(box));
    expect(inAddress(page).to - inAddress(page).from).toBe(hourMs);
    const before = inAddress(page).from;
    await drag(page, box, 0.75, 0.5, (box.height - 8) / box.height);
    await page.mouse.up();
    await expect.poll(() => Math.abs(inAddress(page).from - (before + 15 * minuteMs))).toBeLessThan(pixelMs(box));
    expect(await page.locator('[data-moment]').count()).toBe(0);
  });

  test('while a drag goes on the charts follow with each frame, and the history is asked for now and then', async () => {
    const page = await open();
    const chart = plot(page, 'cpu');
    const box = await boxOf(chart);
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().includes('/api/v1/history?') && request.url().includes('series=cpu.total')) asked += 1;
    });
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
    await page.mouse.down();
    const begun = Date.now();
    const seen = new Set<string | null>();
    const steps = 40;
    for (let step = 1; step <= steps; step += 1) {
      await page.mouse.move(box.x + box.width * (0.2 + 0.01 * step), box.y + box.height / 2);
      seen.add(await chart.getAttribute('aria-valuemin'));
    }
    const tookMs = Date.now() - begun;
    // Each step is drawn at once; at most the first, shorter than a drag, is none.
    expect(seen.size).toBeGreaterThanOrEqual(steps - 1);
    expect(asked).toBeLessThanOrEqual(Math.ceil(tookMs / 250) + 1);
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect.poll(() => Math.abs(inAddress(page).from - (startMs - 0.4 * hourMs))).toBeLessThan(pixelMs(box));
    expect(await shownBy(page)).toEqual([`${String(inAddress(page).from)} ${String(inAddress(page).to)}`]);
  });

  test('Escape gives a range that is being moved up, and takes it back', async () => {
    const page = await open();
    const box = await boxOf(plot(page, 'cpu'));
    await page.keyboard.down('Shift');
    await drag(page, box, 0.25, 0.75);
    await expect.poll(() => inAddress(page).from).toBeLessThan(startMs);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await page.keyboard.up('Shift');
    expect(inAddress(page)).toEqual({ from: startMs, to: endMs });
    expect(await shownBy(page)).toEqual([`${String(startMs)} ${String(endMs)}`]);
  });

  test.each(['click', 'Enter', 'Escape'])('back to live by %s hands the focus to the window', async (how) => {
    const page = await open();
    const live = page.getByRole('button', { name: 'Back to live' });
    await live.focus();
    if (how === 'click') await live.click();
    else await page.keyboard.press(how);
    await live.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent.trim())).toBe('5 m');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-pressed'))).toBe('true');
  });

  test('a double-click goes back to live and opens nothing', async () => {
    const page = await open();
    await plot(page, 'cpu').dblclick({ position: { x: 100, y: 60 } });
    await expect.poll(() => page.url()).not.toContain('from=');
    await page.waitForTimeout(500);
    expect(await page.locator('[data-moment]').count()).toBe(0);
  });

  test('a plain click opens the processes of that moment', async () => {
    const page = await open();
    const box = await boxOf(plot(page, 'cpu'));
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const panel = page.locator('[data-moment]');
    await panel.getByRole('row', { name: /restic/u }).waitFor();
    const at = Number(await panel.getAttribute('data-moment'));
    expect(Math.abs(at - (startMs + 30 * minuteMs))).toBeLessThan(minuteMs);
    expect(inAddress(page)).toEqual({ from: startMs, to: endMs });
  });

  test('keys look elsewhere: arrows a little, the Page keys of a focused chart by a whole window', async () => {
    const page = await open();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => inAddress(page).from).toBe(startMs - 6 * minuteMs);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => inAddress(page).from).toBe(startMs);
    await plot(page, 'memory').focus();
    await page.keyboard.press('PageDown');
    await expect.poll(() => inAddress(page)).toEqual({ from: startMs - hourMs, to: startMs });
    await page.keyboard.press('PageUp');
    await expect.poll(() => inAddress(page)).toEqual({ from: startMs, to: endMs });
  });

  test('with fingers: two zoom, one that was held draws, one that moves at once scrolls the page', async () => {
    const page = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const box = await boxOf(plot(page, 'cpu'));
    const session = await page.context().newCDPSession(page);
    const y = box.y + box.height / 2;
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...shares: number[]): Promise<void> => {
      const touchPoints = shares.map((share, id) => ({ x: box.x + box.width * share, y, id }));
      await session.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    await touch('touchStart', 0.4);
    await touch('touchStart', 0.4, 0.6);
    for (const wide of [0.12, 0.15, 0.2]) await touch('touchMove', 0.5 - wide, 0.5 + wide);
    await touch('touchEnd');
    await expect.poll(() => inAddress(page).to - inAddress(page).from).toBeLessThan(0.55 * hourMs);
    const zoomed = inAddress(page);
    expect(Math.abs((zoomed.from + zoomed.to) / 2 - (startMs + 30 * minuteMs))).toBeLessThan(2 * minuteMs);

    await touch('touchStart', 0.2);
    // In the page, so that it comes after what waits there.
    await page.evaluate(() => new Promise((passed) => setTimeout(passed, 500)));
    for (const share of [0.3, 0.5, 0.7]) await touch('touchMove', share);
    await page.locator('[data-band]').waitFor();
    await touch('touchEnd');
    await expect.poll(() => inAddress(page).to - inAddress(page).from).toBeLessThan((zoomed.to - zoomed.from) * 0.6);
    const held = inAddress(page);
    expect(await page.locator('[data-moment]').count()).toBe(0);

    for (const [index, up] of [0, 40, 120, 200, 280].entries()) {
      const point = { x: box.x + box.width / 2, y: y - up };
      await session.send('Input.dispatchTouchEvent', {
        type: index === 0 ? 'touchStart' : 'touchMove',
        touchPoints: [point],
      });
    }
    await touch('touchEnd');
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
    expect(inAddress(page)).toEqual(held);
  });

  test('two taps of a finger go back to live', async () => {
    const page = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const box = await boxOf(plot(page, 'cpu'));
    const session = await page.context().newCDPSession(page);
    const beganS = Date.now() / 1_000;
    const touch = (type: 'touchStart' | 'touchEnd', x: number, afterMs: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        timestamp: beganS + afterMs / 1_000,
        touchPoints: type === 'touchEnd' ? [] : [{ x: box.x + x, y: box.y + 60 }],
      });
    // All on their way at once: a busy machine would make two taps of them that have nothing to do with each other.
    await Promise.all([
      touch('touchStart', 100, 0),
      touch('touchEnd', 100, 30),
      touch('touchStart', 101, 120),
      touch('touchEnd', 101, 150),
    ]);
    await expect.poll(() => page.url()).not.toContain('from=');
    await page.waitForTimeout(500);
    expect(await page.locator('[data-moment]').count()).toBe(0);
  });
});
