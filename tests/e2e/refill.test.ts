import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { askHistory } from '../support/ask-history.ts';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { clockText, readWholeTable, waitForAge, waitForPhase, waitForValues } from '../support/dashboard-page.ts';
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

/** The seconds of a stretch for which a server keeps a value, asked without the page. */
async function secondsKept(url: string, from: number, to: number): Promise<readonly string[]> {
  const { step, t, series } = await askHistory(url, { series: 'cpu.total', from, to, points: 2_000 });
  expect(step).toBe(1_000);
  return t.filter((_, index) => typeof series[0]?.avg[index] === 'number').map(clockText);
}

/** A page shows every stored second, and in each stretch in which there was no server nothing but one hole. */
async function expectFilled(page: Page, kept: readonly string[], off: readonly (readonly [number, number])[]) {
  await expect
    .poll(
      async () => {
        const { times } = await readWholeTable(page, 'CPU');
        return kept.filter((time) => !times.includes(time));
      },
      { timeout: 30_000, interval: 500 },
    )
    .toEqual([]);
  const { times, holes } = await readWholeTable(page, 'CPU');
  for (const [from, to] of off) {
    const seconds = Array.from({ length: Math.floor((to - from) / 1_000) }, (_, index) =>
      clockText(from + index * 1_000),
    );
    expect(seconds.filter((time) => times.includes(time))).toEqual([]);
    expect(seconds.filter((time) => holes.includes(time))).toHaveLength(1);
  }
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
