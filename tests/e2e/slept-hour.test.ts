import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, lacksBrowser, openPage, putPagesToSleep } from '../support/browser.ts';
import { card } from '../support/card-in-page.ts';
import { hatchedSpans } from '../support/chart-pixels.ts';
import { nextFrames, waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import { type AskedHistory, expectFilled, listenToQuestions, secondsKept, untilAsked } from '../support/filled-page.ts';
import { startProxy } from '../support/interfering-proxy.ts';
import { startLapsingServer } from '../support/lapsing-server.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** The server's own hole, near the end of the hour. */
const stallMs = 90_000;
/** Of the processor's time the system tells hundredths of a second: where hours pass in a moment, that is often none. */
const memory = { series: 'memory.used', label: 'Memory' };

/** Cards that every machine has. */
const usual = ['cpu', 'memory', 'load', 'network'];

/** Each card asks so often, for itself and for no more than is shown. */
function expectBounded(
  questions: readonly AskedHistory[],
  most: { readonly spanMs: number; readonly points: number; readonly times: number },
): void {
  const metrics = questions.map(({ metric }) => metric);
  expect(metrics).toEqual(expect.arrayContaining(usual));
  for (const metric of metrics) expect(metrics.filter((one) => one === metric).length).toBeLessThanOrEqual(most.times);
  for (const { from, to, points, metric, series } of questions) {
    expect(series.filter((one) => !one.startsWith(`${metric}.`))).toEqual([]);
    expect(to - from).toBeLessThan(most.spanMs);
    expect(points).toBeLessThanOrEqual(most.points);
  }
}

describe.skipIf(lacksBrowser())('a page that slept for an hour', { timeout: 300_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('comes back with its charts filled, in one bounded question for each card, and hatches only what nobody measured', async () => {
    const server = await startLapsingServer(Date.now() - hourMs, { replayCap: '64K' });
    const proxy = await startProxy(server.url);
    const page = await openPage(browser, {
      expected: [/net::ERR_/u, /WebSocket connection to/u],
      viewport: { width: 1440, height: 1000 },
    });
    const asked = listenToQuestions(page);
    let streams = 0;
    page.on('response', (response) => {
      if (response.url().includes('/api/v1/events')) streams += 1;
    });
    await page.clock.install({ time: server.nowMs() });
    await page.goto(`${proxy.url}/?window=15m`);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory');
    await untilAsked(asked, server.url);

    // A lid that is closed: the network goes, too, and the page's own clock goes on.
    const asleepMs = server.nowMs();
    const beganMs = performance.now();
    const wake = await putPagesToSleep(browser);
    proxy.cut();
    await server.lapse(50 * minuteMs);
    const stoppedMs = server.nowMs();
    server.stall(stallMs);
    const wentOnMs = server.nowMs();
    await server.lapse(hourMs - (wentOnMs - asleepMs));
    const awakeMs = server.nowMs();
    const before = asked.length;
    streams = 0;
    const forwarded = page.clock.fastForward(Math.round(awakeMs - asleepMs - (performance.now() - beganMs)));
    wake();
    await forwarded;
    proxy.mend();
    // On a busy machine the stream may come so late that the page polls for a while; it has its samples all the same.
    await page.locator('[data-connection="live"], [data-connection="poll"]').waitFor({ timeout: 60_000 });
    await waitForValues(page, 'memory');

    const kept = await secondsKept(server.url, awakeMs - 14 * minuteMs, awakeMs, memory);
    expect(kept.length).toBeGreaterThan((14 * minuteMs - stallMs) / 1_000 - 4);
    await expectFilled(page, kept, [[stoppedMs + 1_000, wentOnMs - 1_000]], memory);
    // The page keeps a quarter of an hour of samples. A stream that breaks once more on a busy machine is asked about anew.
    expectBounded(asked.slice(before), { spanMs: 17 * minuteMs, points: 1_000, times: Math.max(1, streams) });

    const shown = asked.length;
    streams = 0;
    await page.keyboard.press('4');
    await expect
      .poll(() => asked.slice(shown).map(({ metric }) => metric), { timeout: 30_000 })
      .toEqual(expect.arrayContaining(usual));
    expectBounded(asked.slice(shown), { spanMs: hourMs + minuteMs, points: 1_000, times: 1 + streams });
    await page.keyboard.press('p');
    await nextFrames(page);
    // Where the server of a busy machine stood still once more there is another hole: then it has nothing of that time.
    const holes = async () => {
      const slept = (await hatchedSpans(card(page, 'memory'))).filter(([at]) => at > asleepMs && at < awakeMs);
      const ofStall = ([at, until]: readonly [number, number]) => at < wentOnMs && until > stoppedMs;
      const others = slept.filter((span) => !ofStall(span) && span[1] - span[0] > 5_000);
      const kept = await Promise.all(
        others.map(([at, until]) => secondsKept(server.url, Math.ceil(at + 2_000), Math.floor(until - 2_000), memory)),
      );
      return { stall: slept.filter(ofStall), measured: kept.flat() };
    };
    await expect.poll(holes, { timeout: 30_000 }).toEqual({ stall: [expect.anything()], measured: [] });
    const [[from, to] = [0, 0]] = (await holes()).stall;
    // A pixel stands for ten seconds, and so does a bucket.
    expect(Math.abs(from - stoppedMs)).toBeLessThan(25_000);
    expect(Math.abs(to - wentOnMs)).toBeLessThan(25_000);
  });
});
