import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { openContext, problemsOf } from './browser.ts';
import { clockText, readTable, readWholeTable, samplesHeld, waitForPhase } from './dashboard-page.ts';
import type { Guest } from './paired.ts';

/** The tabs of one browser. */
export interface BrowserTabs {
  /** Opens one more, and waits until it is live. Without a path it shows little, for there are many. */
  open(path?: string): Promise<Page>;
  /** Those that are open. */
  readonly pages: readonly Page[];
  /** Gives the browser the session of somebody who paired; before its first tab is opened. */
  readonly enter: (guest: Guest) => Promise<void>;
}

/**
 * A browser profile for tabs of one server, closed after the test. The test fails on what a tab complains about, unless it
 * is expected.
 */
export async function browserTabs(
  browser: Browser,
  url: string,
  expected: readonly RegExp[] = [],
): Promise<BrowserTabs> {
  const context = await openContext(browser, { viewport: { width: 1_000, height: 700 } });
  const problems: (readonly string[])[] = [];
  onTestFinished(async () => {
    await context.close();
    expect(problems.flat().filter((problem) => !expected.some((pattern) => pattern.test(problem)))).toEqual([]);
  });
  return {
    async open(path = '/?metrics=cpu,memory&window=5m') {
      const page = await context.newPage();
      problems.push(problemsOf(page));
      await page.goto(`${url}${path}`);
      // Each tab is a process that has to be given time on the machine.
      await waitForPhase(page, 'live', 60_000);
      return page;
    },
    get pages() {
      return context.pages();
    },
    async enter({ token }) {
      await context.addCookies([{ name: `lanpulse_${new URL(url).port}`, value: token, url }]);
    },
  };
}

/**
 * Waits until a page shows every sample that the server has of the time since a moment, each of them once.
 * @param earlier samples of a server that ran before, which the page has seen
 */
export async function expectWhole(
  page: Page,
  url: string,
  sinceMs: number,
  earlier: readonly number[] = [],
): Promise<void> {
  await expect
    .poll(
      async () => {
        const held = (await samplesHeld(url)).filter((t) => t >= sinceMs).map(clockText);
        expect(held.length).toBeGreaterThan(3);
        const { times: shown } = await readWholeTable(page, 'CPU');
        return held.filter((time) => !shown.includes(time));
      },
      { timeout: 60_000, interval: 500 },
    )
    .toEqual([]);
  // One leaf: from one to the next the rows of a table that goes on have moved.
  const { times } = await readTable(page, 'CPU');
  // A machine that was busy reads twice within one second of the clock: late, and then again in time.
  const told = [...earlier, ...(await samplesHeld(url))].map(clockText);
  const count = (some: readonly string[], time: string) => some.filter((one) => one === time).length;
  expect(times.filter((time) => count(times, time) > Math.max(1, count(told, time)))).toEqual([]);
}
