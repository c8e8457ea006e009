import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lacksBrowser, launchBrowser, openPage, type PageOptions } from '../support/browser.ts';
import { cpuAt, keepPast, processesAt } from '../support/past.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const minuteMs = 60_000;
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs - 10 * minuteMs;
const startMs = endMs - 30 * minuteMs;

describe.skipIf(lacksBrowser())('the picture of one large chart', () => {
  let server: RunningServer;
  let browser: Browser;
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));

  beforeAll(async () => {
    const processes = processesAt([{ pid: 7, name: 'quiet', user: 'nobody', cpu: 1, memory: 4 * 2 ** 20 }]);
    keepPast(dataDir, {
      from: startMs,
      to: endMs,
      at: (ms) => ({ cpu: cpuAt(50 + 40 * Math.sin(ms / minuteMs)), processes }),
    });
    [server, browser] = await Promise.all([startServer({ args: ['--data-dir', dataDir] }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function openDetail(options: PageOptions = {}): Promise<Page> {
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 }, ...options });
    await page.goto(`${server.url}/?view=cpu.total&from=${String(startMs)}&to=${String(endMs)}`);
    await page.locator('[data-stat="average"] [data-value]').waitFor();
    return page;
  }

  test('saves the chart as a picture of its size, with title, chart and legend on it', async () => {
    const page = await openDetail({ deviceScaleFactor: 2 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'PNG' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.png$/u);
    const bytes = await readFile(await download.path());
    const canvas = await page
      .locator('[data-detail] canvas')
      .first()
      .evaluate((one) => ({ width: one.clientWidth, height: one.clientHeight }));
    const picture = await page.evaluate(async (base64) => {
      const image = await createImageBitmap(
        new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' }),
      );
      const { width, height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context?.drawImage(image, 0, 0);
      const pixels = new Uint32Array(context?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer(0));
      // What is not the ground of its corner, in each third from the top.
      const painted = [0, 0, 0];
      pixels.forEach((pixel, place) => {
        const third = Math.floor((3 * place) / pixels.length);
        if (pixel !== pixels[0]) painted[third] = (painted[third] ?? 0) + 1;
      });
      return { width, height, colours: new Set(pixels).size, painted };
    }, bytes.toString('base64'));
    expect(picture.width).toBe(2 * (canvas.width + 40));
    // Head, chart, and a line of legend at the least.
    expect(picture.height).toBeGreaterThan(2 * (canvas.height + 64 + 20));
    expect(picture.height).toBeLessThan(2 * (canvas.height + 200));
    expect(picture.colours).toBeGreaterThan(20);
    for (const pixels of picture.painted) expect(pixels).toBeGreaterThan(1_000);
  });

  test('on a phone the processes of a moment leave the large chart in sight', async () => {
    const page = await openDetail({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await page.locator('[data-detail] [data-crosshair]').first().tap();
    const sheet = page.getByRole('dialog', { name: 'A moment' });
    await sheet.getByText('quiet').first().waitFor();
    const [chart, over] = [await page.locator('[data-detail] canvas').first().boundingBox(), await sheet.boundingBox()];
    expect(over?.y).toBeGreaterThan((chart?.y ?? Infinity) + (chart?.height ?? 0) / 2);
    expect((over?.y ?? 0) + (over?.height ?? 0)).toBeLessThanOrEqual(844);
  });
});
