import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { limits } from '../../src-shared/protocol/limits.ts';
import { historyUrl } from '../support/ask-history.ts';
import { lacksBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { cpuAt, keepPast } from '../support/past.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const hourMs = 3_600_000;
const endMs = Math.floor(Date.now() / hourMs) * hourMs;
const startMs = endMs - 9 * hourMs;
const cores = Array.from({ length: 7 }, (_, core) => `cpu.cores@${String(core)}`);

/** No two cells alike, so that neither server nor network can make them small. */
const loadAt = (ms: number, core: number): number => 50 + 50 * Math.sin((ms / 1_000 + core * 977) ** 1.5);

describe.skipIf(lacksBrowser())('an export that is cancelled', () => {
  let server: RunningServer;
  let browser: Browser;
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));

  beforeAll(async () => {
    keepPast(dataDir, {
      from: startMs,
      to: endMs,
      at: (ms) => ({ cpu: { ...cpuAt(20), cores: cores.map((_name, core) => loadAt(ms, core)) } }),
    });
    [server, browser] = await Promise.all([startServer({ args: ['--data-dir', dataDir] }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Begins an export that is not read any further; ends with the test. */
  async function beginExport(): Promise<number> {
    const abort = new AbortController();
    onTestFinished(() => {
      abort.abort();
    });
    const question = { series: cores, from: startMs, to: endMs };
    const { status } = await fetch(historyUrl(server.url, question, 'history.csv'), {
      headers: { 'accept-encoding': 'identity' },
      signal: abort.signal,
    });
    return status;
  }

  test('ends on the server too, and leaves no file that looks whole', async () => {
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 } });
    const downloads: Download[] = [];
    page.on('download', (download) => downloads.push(download));
    // A network so slow that the file is never whole within this test.
    const session = await page.context().newCDPSession(page);
    await page.goto(`${server.url}/?view=${cores.join(',')}&from=${String(startMs)}&to=${String(endMs)}`);
    await page.locator('[data-figures="6"] [data-stat="average"][data-value]').waitFor();
    await session.send('Network.enable');
    // Compressed, what is not read yet would fit between server and page.
    await session.send('Network.setExtraHTTPHeaders', { headers: { 'Accept-Encoding': 'identity' } });
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: 100_000,
      uploadThroughput: 100_000,
    });
    await page.getByRole('button', { name: 'CSV' }).click();
    const progress = page.locator('[data-csv="running"]');
    await progress.waitFor();
    await expect
      .poll(async () => Number(await progress.locator('progress').getAttribute('value')), { timeout: 30_000 })
      .toBeGreaterThan(0);

    // Its place is taken: of so many at a time, this is one.
    for (let n = 1; n < limits.csvExports; n += 1) expect(await beginExport()).toBe(200);
    expect(await beginExport()).toBe(429);
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('[data-csv]').waitFor({ state: 'detached' });
    await expect.poll(beginExport, { timeout: 20_000 }).toBe(200);
    expect(await page.getByText(/^The values are saved/u).count()).toBe(0);
    expect(downloads).toEqual([]);

    // The next one may be had.
    await expect.poll(() => page.getByRole('button', { name: 'CSV' }).isEnabled(), { timeout: 30_000 }).toBe(true);
    expect(await page.locator('[data-csv]').count()).toBe(0);
  });
});
