import type { Browser, Page, WebSocket } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { launchBrowser, lacksBrowser, openPage, putPagesToSleep } from '../support/browser.ts';
import { card } from '../support/card-in-page.ts';
import { hatchedSpans } from '../support/chart-pixels.ts';
import {
  controlVisibility,
  nextFrames,
  readWholeTable,
  samplesHeld,
  waitForPhase,
  waitForValues,
} from '../support/dashboard-page.ts';
import { expectFilled, listenToQuestions, secondsKept, untilAsked } from '../support/filled-page.ts';
import { startProxy } from '../support/interfering-proxy.ts';
import type { RunningServer } from '../support/server.ts';

/** What Chromium writes about a network that is away; these tests cut it. */
const broken = [/net::ERR_/u, /WebSocket connection to/u];

/** A server that can replay only some seconds, and so has to be asked for the rest. */
async function forgetfulServer(): Promise<RunningServer> {
  return await serverForTest({
    args: ['--replay-cap', '64K', '--interval', '500'],
    env: { LANPULSE_LOG_LEVEL: 'info' },
  });
}

/** Waits until the oldest sample that a server can replay is younger than a moment. */
async function untilForgotten(url: string, ms: number): Promise<void> {
  await expect.poll(async () => (await samplesHeld(url))[0], { timeout: 80_000, interval: 1_000 }).toBeGreaterThan(ms);
}

/** Waits until a server tells a sample later than a moment. */
async function untilSampled(url: string, ms: number): Promise<void> {
  await expect
    .poll(async () => (await samplesHeld(url)).at(-1), { timeout: 20_000, interval: 200 })
    .toBeGreaterThan(ms);
}

/** How often a server has told its log that it stood still. */
const standstills = (server: RunningServer): number => server.stderr().split('the clock jumped').length - 1;

/** Lets a page note each tenth of a second; tells the longest time in which it did not, ms. Call before it is opened. */
async function watchSleep(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    let last = Date.now();
    let longest = 0;
    setInterval(() => {
      longest = Math.max(longest, Date.now() - last);
      last = Date.now();
      Reflect.set(globalThis, 'testSleptMs', longest);
    }, 100);
  });
  return () => page.evaluate(() => Number(Reflect.get(globalThis, 'testSleptMs')));
}

/** A page that nobody looks at asks for few samples. */
const isSlowFilter = ({ payload }: { readonly payload: string | Buffer }): boolean =>
  String(payload).includes('"intervalMs":10000');

// Longer than usual: a ring has to be filled and forgotten.
const patienceMs = 180_000;

describe.skipIf(lacksBrowser())(
  'a page that was away for longer than its server can replay',
  { timeout: patienceMs },
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser.close();
    });

    test('has what it missed from the history, in one bounded question for each card, and hatches only what nobody measured', async () => {
      const server = await forgetfulServer();
      const proxy = await startProxy(server.url);
      const page = await openPage(browser, { expected: broken, viewport: { width: 1440, height: 1000 } });
      const asked = listenToQuestions(page);
      await page.goto(`${proxy.url}/?window=15m`);
      await waitForPhase(page, 'live');
      await waitForValues(page, 'memory');
      await untilAsked(asked, server.url);

      const cutMs = Date.now();
      proxy.cut();
      await untilSampled(server.url, cutMs + 3_000);
      server.child.kill('SIGSTOP');
      const stoppedMs = Date.now();
      await expect.poll(() => Date.now(), { timeout: 20_000 }).toBeGreaterThan(stoppedMs + 8_000);
      server.child.kill('SIGCONT');
      const wokenMs = Date.now();
      await untilForgotten(server.url, wokenMs + 1_000);
      const backMs = Date.now();
      proxy.mend();
      await waitForPhase(page, 'live', 40_000);
      await waitForValues(page, 'memory');

      const missed = await secondsKept(server.url, cutMs, backMs);
      expect(missed.length).toBeGreaterThan((backMs - cutMs - (wokenMs - stoppedMs)) / 1_000 - 4);
      await expectFilled(page, missed, [[stoppedMs + 1_000, wokenMs - 1_000]]);

      // A server that stood still once more, because the machine is busy, is asked once more.
      const rounds = standstills(server);
      const questions = asked.filter(({ atMs }) => atMs > backMs);
      const metrics = questions.map(({ metric }) => metric);
      expect(metrics).toEqual(expect.arrayContaining(['cpu', 'memory', 'load', 'network']));
      for (const metric of metrics) expect(metrics.filter((one) => one === metric).length).toBeLessThanOrEqual(rounds);
      for (const { from, to, points, metric, series } of questions) {
        expect(series.filter((one) => !one.startsWith(`${metric}.`))).toEqual([]);
        // The page keeps a quarter of an hour; before this server there was none.
        expect(to - from).toBeLessThan(17 * 60_000);
        expect(points).toBeLessThanOrEqual(1_000);
      }

      await page.keyboard.press('2');
      await page.keyboard.press('p');
      await nextFrames(page);
      const holes = (await hatchedSpans(card(page, 'memory'))).filter(
        ([from]) => from > cutMs - 5_000 && from < backMs,
      );
      expect(holes).toHaveLength(1);
      const [[from, to] = [0, 0]] = holes;
      expect(Math.abs(from - stoppedMs)).toBeLessThan(2_500);
      expect(Math.abs(to - wokenMs)).toBeLessThan(2_500);
    });

    test.each([
      ['in the background, and the network stayed', true],
      ['in front, and the network went', false],
    ])('has what passed while it slept %s', async (_where, isHidden) => {
      const server = await forgetfulServer();
      const proxy = await startProxy(server.url);
      const page = await openPage(browser, { expected: broken, viewport: { width: 1440, height: 1000 } });
      const asked = listenToQuestions(page);
      const sleptMs = await watchSleep(page);
      const setHidden = await controlVisibility(page);
      const channels: WebSocket[] = [];
      page.on('websocket', (channel) => channels.push(channel));
      await page.goto(`${proxy.url}/?window=15m`);
      await waitForPhase(page, 'live');
      await waitForValues(page, 'memory');
      await untilAsked(asked, server.url);

      const slow = isHidden ? channels.at(-1)?.waitForEvent('framesent', isSlowFilter) : null;
      if (isHidden) await setHidden(true);
      await slow;
      const wake = await putPagesToSleep(browser);
      const asleepMs = Date.now();
      if (!isHidden) proxy.cut();
      await untilForgotten(server.url, asleepMs + 5_000);
      proxy.mend();
      const awakeMs = Date.now();
      wake();
      await expect.poll(sleptMs).toBeGreaterThan(awakeMs - asleepMs - 1_500);
      if (isHidden) await setHidden(false);
      await waitForPhase(page, 'live', 60_000);
      await waitForValues(page, 'memory');
      const slept = await secondsKept(server.url, asleepMs - 2_000, awakeMs);
      expect(slept.length).toBeGreaterThan((awakeMs - asleepMs) / 1_000 - 4);
      await expectFilled(page, slept, []);
      const { holes } = await readWholeTable(page, 'CPU');
      expect(holes.filter((time) => slept.includes(time))).toEqual([]);
    });
  },
);
