import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { waitForAge, waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import { expectFilled, secondsKept } from '../support/filled-page.ts';
import { startProxy } from '../support/interfering-proxy.ts';
import { cpuAt, keepPast } from '../support/past.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const minuteMs = 60_000;

/** What Chromium writes about a server that is gone; these tests stop one. */
const broken = [/net::ERR_/u, /WebSocket connection to/u];

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

async function serve(dataDir: string, port = 0): Promise<RunningServer> {
  const server = await startServer({ dataDir, args: ['--port', String(port)] });
  onTestFinished(async () => {
    if (server.child.exitCode === null && server.child.signalCode === null) await server.stop();
  });
  return server;
}

describe.skipIf(lacksBrowser())('the last quarter of an hour', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('is whole again after the server was restarted, for the page that was there and for a new one', async () => {
    const dataDir = freshFolder();
    const pastTo = Math.floor(Date.now() / 1_000) * 1_000 - 2 * minuteMs;
    keepPast(dataDir, { from: pastTo - 9 * minuteMs, to: pastTo, at: () => ({ cpu: cpuAt(40) }) });
    const firstMs = Date.now();
    const first = await serve(dataDir);
    const page = await openPage(browser, { expected: broken });
    await page.goto(`${first.url}/?window=15m`);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory');
    const before = await secondsKept(first.url, pastTo - 10 * minuteMs, pastTo);
    expect(before).toHaveLength(540);
    await expectFilled(page, before, [[pastTo, firstMs]]);

    await first.stop();
    const offMs = Date.now();
    await waitForPhase(page, 'retrying');
    await waitForAge(page, 4);
    // The row of a hole stands in its middle, which must lie well within the time that is looked at below.
    await expect.poll(() => Date.now(), { timeout: 30_000 }).toBeGreaterThan(offMs + 8_000);
    const againMs = Date.now();
    const second = await serve(dataDir, first.port);
    await waitForPhase(page, 'live', 40_000);
    await waitForValues(page, 'memory');
    const kept = await secondsKept(second.url, pastTo - 10 * minuteMs, offMs);
    expect(kept.length).toBeGreaterThan(543);
    const off = [
      [pastTo, firstMs],
      [offMs + 1_000, againMs],
    ] as const;
    await expectFilled(page, kept, off);

    const fresh = await openPage(browser);
    await fresh.goto(`${second.url}/?window=15m`);
    await waitForPhase(fresh, 'live');
    await waitForValues(fresh, 'memory');
    await expectFilled(fresh, kept, off);
  });

  test('has the seconds that a page without a network missed, though the server no longer holds them to replay', async () => {
    const dataDir = freshFolder();
    const first = await serve(dataDir);
    const proxy = await startProxy(first.url);
    const page = await openPage(browser, { expected: broken });
    await page.goto(`${proxy.url}/?window=15m`);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory');
    const cutMs = Date.now();
    proxy.cut();
    await waitForAge(page, 5);
    await first.stop();
    const offMs = Date.now();
    const second = await serve(dataDir, first.port);
    proxy.mend();
    await waitForPhase(page, 'live', 40_000);
    await waitForValues(page, 'memory');
    const missed = await secondsKept(second.url, cutMs, offMs);
    expect(missed.length).toBeGreaterThan(3);
    await expectFilled(page, missed, []);
  });
});
