import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, lacksBrowser, openPage, type PageOptions } from '../support/browser.ts';
import { rangeInAddress } from '../support/chart-hands.ts';
import { storeHistory } from '../support/stored-history.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** What the strip shows. */
const stripMs = 7 * dayMs;

/** A day that ended two days ago: it stands still, and has room on both sides. */
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs - 2 * dayMs;
const startMs = endMs - dayMs;

/** From the middle of the window to beside it and the handles, which reach far for fingers. */
const besideDays = 2.2;

const phone: PageOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const patient = { timeout: 20_000 };

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A hand that presses, moves and lets go. */
interface Hand {
  press(at: Point): Promise<void>;
  move(to: Point): Promise<void>;
  release(): Promise<void>;
}

const mouseOf = ({ mouse }: Page): Hand => ({
  async press({ x, y }) {
    await mouse.move(x, y);
    await mouse.down();
  },
  move: ({ x, y }) => mouse.move(x, y, { steps: 5 }),
  release: () => mouse.up(),
});

async function fingerOn(page: Page): Promise<Hand> {
  const session = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: Point[]): Promise<void> => {
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  };
  let last: Point = { x: 0, y: 0 };
  return {
    async press(at) {
      last = at;
      await touch('touchStart', at);
    },
    async move(to) {
      for (const share of [0.25, 0.5, 0.75, 1]) {
        await touch('touchMove', { x: last.x + (to.x - last.x) * share, y: last.y + (to.y - last.y) * share });
      }
      last = to;
    },
    release: () => touch('touchEnd'),
  };
}

describe.skipIf(lacksBrowser())('the strip below a large chart', () => {
  let server: RunningServer;
  let browser: Browser;
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));

  beforeAll(async () => {
    storeHistory(dataDir, { from: endMs - hourMs, to: endMs, load: () => 2 });
    [server, browser] = await Promise.all([startServer({ args: ['--data-dir', dataDir] }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function open(options: PageOptions): Promise<Page> {
    const page = await openPage(browser, options);
    await page.goto(`${server.url}/?view=load.one&from=${String(startMs)}&to=${String(endMs)}`);
    await page.locator('[data-stat="average"] [data-value]').waitFor();
    // On a phone the tabs lie over the page's lower end.
    await part(page, 'window').evaluate((one) => {
      one.scrollIntoView({ block: 'center' });
    });
    return page;
  }

  const part = (page: Page, name: 'window' | 'start' | 'end'): Locator =>
    page.locator(`[data-detail] [data-part="${name}"]`);

  async function middleOf(of: Locator): Promise<Point> {
    const box = await of.boundingBox();
    if (box === null) throw new Error('It is not visible.');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Pixels that a day takes on the strip. */
  async function dayPx(page: Page): Promise<number> {
    const box = await page.locator('[data-detail] .strip').boundingBox();
    return ((box?.width ?? Number.NaN) * dayMs) / stripMs;
  }

  /** The range after a hand moved, which can mean a pixel or two more or less. */
  async function expectRange(page: Page, from: number, to: number): Promise<void> {
    const slackMs = (2.5 * dayMs) / (await dayPx(page));
    const distance = (): number => {
      const range = rangeInAddress(page);
      return Math.max(Math.abs(range.from - from), Math.abs(range.to - to));
    };
    await expect.poll(distance, patient).toBeLessThan(slackMs);
  }

  describe.each([
    ['a mouse', { viewport: { width: 1440, height: 1000 } }, (page: Page) => Promise.resolve(mouseOf(page))],
    ['a finger on a phone', phone, fingerOn],
  ] as const)('under %s', (_what, options, handOn) => {
    test('moves with its window, and the chart follows', async () => {
      const page = await open(options);
      const hand = await handOn(page);
      const day = await dayPx(page);
      const from = await middleOf(part(page, 'window'));
      await hand.press(from);
      await hand.move({ x: from.x - day, y: from.y + 3 });
      const moved = await middleOf(part(page, 'window'));
      expect(Math.abs(moved.x - (from.x - day))).toBeLessThan(2);
      await hand.release();
      await expectRange(page, startMs - dayMs, endMs - dayMs);
      const { from: begin, to } = rangeInAddress(page);
      expect(to - begin).toBe(dayMs);
      const chart = page.locator('[data-detail] [data-crosshair]').first();
      await expect.poll(() => chart.getAttribute('aria-valuemin'), patient).toBe(String(begin));
    });

    test('is resized at either end, and keeps within what it shows', async () => {
      const page = await open(options);
      const hand = await handOn(page);
      const day = await dayPx(page);
      const start = await middleOf(part(page, 'start'));
      await hand.press(start);
      await hand.move({ x: start.x - day, y: start.y });
      await hand.release();
      await expectRange(page, startMs - dayMs, endMs);
      const end = await middleOf(part(page, 'end'));
      await hand.press(end);
      await hand.move({ x: end.x + day, y: end.y });
      await hand.release();
      await expectRange(page, startMs - dayMs, endMs + dayMs);
      const again = await middleOf(part(page, 'end'));
      await hand.press(again);
      await hand.move({ x: again.x + 3 * day, y: again.y });
      await hand.release();
      await expectRange(page, startMs - dayMs, Date.now());
      expect(rangeInAddress(page).to).toBeLessThanOrEqual(Date.now());
    });

    test('comes to where it is pressed beside its window', async () => {
      const page = await open(options);
      const hand = await handOn(page);
      const day = await dayPx(page);
      const middle = await middleOf(part(page, 'window'));
      await hand.press({ x: middle.x - besideDays * day, y: middle.y });
      await hand.release();
      await expectRange(page, startMs - besideDays * dayMs, endMs - besideDays * dayMs);
    });
  });

  test('a finger that goes down over it scrolls the page and moves nothing', async () => {
    const page = await open(phone);
    const hand = await fingerOn(page);
    const middle = await middleOf(part(page, 'window'));
    const beside = { x: middle.x + besideDays * (await dayPx(page)), y: middle.y };
    const before = await page.evaluate(() => scrollY);
    await hand.press(beside);
    await hand.move({ x: beside.x, y: beside.y + 150 });
    await hand.release();
    await expect.poll(() => page.evaluate(() => scrollY), patient).toBeLessThan(before);
    expect(rangeInAddress(page)).toEqual({ from: startMs, to: endMs });
  });

  test('Escape gives up what the mouse holds', async () => {
    const page = await open({ viewport: { width: 1440, height: 1000 } });
    const hand = mouseOf(page);
    const from = await middleOf(part(page, 'window'));
    await hand.press(from);
    await hand.move({ x: from.x - 100, y: from.y });
    await page.keyboard.press('Escape');
    await hand.move({ x: from.x - 150, y: from.y });
    await hand.release();
    expect(Math.abs((await middleOf(part(page, 'window'))).x - from.x)).toBeLessThan(2);
    expect(rangeInAddress(page)).toEqual({ from: startMs, to: endMs });
    expect(await page.locator('[data-detail]').count()).toBe(1);
  });

  test('under the keys its window moves and its ends move alone', async () => {
    const page = await open({ viewport: { width: 1440, height: 1000 } });
    await part(page, 'window').focus();
    await page.keyboard.press('PageDown');
    await expect.poll(() => rangeInAddress(page), patient).toEqual({ from: startMs - dayMs, to: endMs - dayMs });
    await page.keyboard.press('PageUp');
    await expect.poll(() => rangeInAddress(page), patient).toEqual({ from: startMs, to: endMs });
    await page.keyboard.press('Shift+ArrowLeft');
    // A two-hundredth of the strip, ten times.
    const far = (10 * stripMs) / 200;
    await expect.poll(() => rangeInAddress(page), patient).toEqual({ from: startMs - far, to: endMs - far });
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => rangeInAddress(page), patient).toEqual({ from: startMs, to: endMs });

    await part(page, 'start').focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => rangeInAddress(page), patient).toEqual({ from: startMs - far / 10, to: endMs });
    await part(page, 'end').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => rangeInAddress(page), patient).toEqual({ from: startMs - far / 10, to: endMs + far / 10 });
    await page.keyboard.press('Home');
    await expect.poll(() => rangeInAddress(page).to - rangeInAddress(page).from, patient).toBe(minuteMs);
    expect(await part(page, 'end').evaluate((one) => one === document.activeElement)).toBe(true);
  });
});
