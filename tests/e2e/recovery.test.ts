import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import {
  clockText,
  controlVisibility,
  listenToStreams,
  readTable,
  readWholeTable,
  samplesHeld,
  waitForAge,
  waitForPhase,
  waitForValues,
} from '../support/dashboard-page.ts';
import { startProxy } from '../support/interfering-proxy.ts';
import { startServer, type RunningServer, type ServerOptions } from '../support/server.ts';

/** What Chromium writes about connections that break; these tests break them. */
const broken = [/net::ERR_/u, /WebSocket connection to/u, /502 \(Bad Gateway\)/u];

async function runningServer(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await startServer(options);
  onTestFinished(async () => {
    if (server.child.exitCode === null && server.child.signalCode === null) await server.stop();
  });
  return server;
}

/** Every sample of the server since a moment is on the page. */
async function expectNoHole(page: Page, url: string, sinceMs: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const held = (await samplesHeld(url)).filter((t) => t >= sinceMs).map(clockText);
        const { times } = await readWholeTable(page, 'CPU');
        expect(held.length).toBeGreaterThan(3);
        return held.filter((time) => !times.includes(time));
      },
      { timeout: 60_000, interval: 500 },
    )
    .toEqual([]);
}

/** A page that is loaded anew loses the mark. */
const mark = (page: Page) => page.evaluate(() => (document.body.dataset.testMark = 'same page'));
const isMarked = (page: Page) => page.evaluate(() => document.body.dataset.testMark === 'same page');

describe.skipIf(lacksBrowser())('the page keeps connected', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('live values move, and a page that is opened later shows what was before it', async () => {
    const server = await runningServer();
    const sinceMs = Date.now();
    await expect.poll(async () => (await samplesHeld(server.url)).length, { timeout: 20_000 }).toBeGreaterThan(4);
    const page = await openPage(browser);
    await page.goto(server.url);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory');
    await expectNoHole(page, server.url, sinceMs);
  });

  test('a killed server is counted down for, and its successor is found without a reload', async () => {
    const first = await runningServer();
    const page = await openPage(browser, { expected: broken });
    await page.goto(first.url);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory');
    await mark(page);
    const beforeKill = await readTable(page, 'CPU');

    await first.stop('SIGKILL');
    await waitForPhase(page, 'retrying');
    await page
      .getByText(/^retrying in \d+ s$/u)
      .first()
      .waitFor();
    // Long enough for the hole to be one.
    await waitForAge(page, 4);

    const restartedMs = Date.now();
    const second = await runningServer({ args: ['--port', String(first.port)] });
    expect(second.port).toBe(first.port);
    await waitForPhase(page, 'live', 40_000);
    await waitForValues(page, 'memory');
    expect(await isMarked(page)).toBe(true);
    await expectNoHole(page, second.url, restartedMs);
    const { times, holes } = await readTable(page, 'CPU');
    expect(times).toEqual(expect.arrayContaining(beforeKill.times.slice(0, 3)));
    expect(holes).toBe(1);
  });

  test('"Retry now" skips the countdown', async () => {
    const proxy = await startProxy((await runningServer()).url);
    const page = await openPage(browser, { expected: broken });
    await page.goto(proxy.url);
    await waitForPhase(page, 'live');
    proxy.cut();
    await waitForPhase(page, 'retrying');
    // Let the waits grow, so that the page does not come back by itself.
    await page
      .getByText(/^retrying in ([89]|1\d) s$/u)
      .first()
      .waitFor({ timeout: 40_000 });
    const seenMs = Date.now();
    proxy.mend();
    await page.getByRole('button', { name: 'Retry now' }).click();
    await waitForPhase(page, 'live');
    expect(Date.now() - seenMs).toBeLessThan(7_500);
  });

  test('a network that holds event streams back gets long polling, and values move', async () => {
    const server = await runningServer();
    const proxy = await startProxy(server.url, { stream: 'hold' });
    const page = await openPage(browser, { expected: broken });
    await page.goto(proxy.url);
    await waitForPhase(page, 'poll');
    await waitForValues(page, 'memory');
    await page.getByText('long poll').first().waitFor();
  });

  test('a network that refuses event streams gets long polling, and the stream once it is let through', async () => {
    const server = await runningServer();
    const proxy = await startProxy(server.url, { stream: 'refuse' });
    const page = await openPage(browser, { expected: broken });
    const sinceMs = Date.now();
    await page.goto(proxy.url);
    await waitForPhase(page, 'poll');
    await waitForValues(page, 'memory');
    proxy.stream = 'pass';
    await waitForPhase(page, 'live', 60_000);
    await waitForValues(page, 'memory');
    await expectNoHole(page, server.url, sinceMs);
  });

  test('a connection that is cut for some seconds leaves no hole', async () => {
    const server = await runningServer();
    const proxy = await startProxy(server.url);
    const page = await openPage(browser, { expected: broken });
    const sinceMs = Date.now();
    await page.goto(proxy.url);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory');
    proxy.cut();
    await waitForPhase(page, 'retrying');
    await waitForAge(page, 5);
    proxy.mend();
    await waitForPhase(page, 'live', 40_000);
    await expectNoHole(page, server.url, sinceMs);
    expect((await readTable(page, 'CPU')).holes).toBe(0);
  });

  test('a network that blocks WebSocket gets its commands by POST', async () => {
    const server = await runningServer();
    const proxy = await startProxy(server.url, { webSocket: false });
    const page = await openPage(browser, { expected: broken });
    const arrived = await listenToStreams(page);
    await page.goto(proxy.url);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory');
    const posted = page.waitForRequest(
      (one) => one.url().endsWith('/api/v1/commands') && one.postData()?.includes('filter.set') === true,
    );
    await page.keyboard.press('f');
    await page.getByRole('radio', { name: '2 s', exact: true }).check({ force: true });
    await posted;
    await page.locator('[data-every-ms="2000"]').waitFor();
    await page.locator('[data-control="post"]').waitFor();
    const from = arrived.length + 1;
    await expect.poll(() => arrived.length, { timeout: 20_000 }).toBeGreaterThan(from + 2);
    const windows = arrived.slice(from).map(({ t }) => Math.floor(t / 2_000));
    expect(new Set(windows).size).toBe(windows.length);
  });

  test('a page in the background asks for little, and has everything again when it is looked at', async () => {
    const server = await runningServer();
    const page = await openPage(browser);
    const setHidden = await controlVisibility(page);
    const arrived = await listenToStreams(page);
    const sinceMs = Date.now();
    await page.goto(server.url);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory');

    await setHidden(true);
    // The first sample after the change may come at once; from then on there is one in ten seconds.
    const apartMs = () => (arrived.at(-1)?.t ?? 0) - (arrived.at(-2)?.t ?? 0);
    await expect.poll(apartMs, { timeout: 25_000 }).toBeGreaterThan(2_500);
    const slowFrom = arrived.length - 1;
    await expect.poll(() => arrived.length, { timeout: 25_000 }).toBeGreaterThan(slowFrom + 1);
    const [before = 0, after = 0] = arrived.slice(slowFrom).map(({ t }) => Math.floor(t / 10_000));
    expect(after - before).toBe(1);

    await setHidden(false);
    await waitForValues(page, 'memory');
    await expectNoHole(page, server.url, sinceMs);
    expect((await readTable(page, 'CPU')).holes).toBe(0);
  });
});
