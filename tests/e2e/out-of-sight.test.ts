import { spawn } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { quietServerForTest } from '../support/alerting-server.ts';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { waitForCards, waitForPhase, waitForValues } from '../support/dashboard-page.ts';

/** Low enough that the first row of cards fills it. */
const viewport = { width: 1280, height: 400 };

describe.skipIf(lacksBrowser())('a card out of sight', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function open(): Promise<Page> {
    const { url } = await quietServerForTest();
    const page = await openPage(browser, { viewport });
    await page.goto(url);
    await waitForPhase(page, 'live');
    await waitForCards(page);
    return page;
  }

  const processes = (page: Page) => page.locator('[data-metric="processes"]');

  test('goes on with its numbers', async () => {
    const page = await open();
    await waitForValues(page, 'self', 2);
  });

  test('changes in a later frame than the cards in sight, which nothing holds up so', async () => {
    const page = await open();
    const frames = await page.evaluate(
      () =>
        new Promise<readonly (readonly [string, number])[]>((resolve) => {
          let frame = 0;
          const seen: [string, number][] = [];
          const count = () => {
            frame += 1;
            requestAnimationFrame(count);
          };
          requestAnimationFrame(count);
          const watched = [
            ['in sight', '[data-metric="cpu"] .numbers'],
            ['out of sight', '[data-metric="self"]'],
            ['out of sight', '[data-metric="processes"]'],
          ] as const;
          for (const [where, selector] of watched) {
            const element = document.querySelector(selector);
            if (element === null) throw new Error(`There is no ${selector}.`);
            const changed = () => {
              seen.push([where, frame]);
              if (['in sight', 'out of sight'].every((one) => seen.filter(([of]) => of === one).length > 9))
                resolve(seen);
            };
            new MutationObserver(changed).observe(element, { characterData: true, subtree: true });
          }
        }),
    );
    const inSight = frames.filter(([where]) => where === 'in sight').map(([, frame]) => frame);
    const outOfSight = frames.filter(([where]) => where === 'out of sight').map(([, frame]) => frame);
    // A machine that draws no frame for most of a second shows all at once.
    const together = outOfSight.filter((frame) => inSight.includes(frame));
    expect(together.length).toBeLessThanOrEqual(outOfSight.length / 10);
  });

  test('has the processes of now in its table', async () => {
    const page = await open();
    const busy = spawn(process.execPath, ['--eval', 'for (;;);', 'never-seen-before'], { stdio: 'ignore' });
    onTestFinished(() => {
      busy.kill('SIGKILL');
    });
    await processes(page).getByText('never-seen-before').first().waitFor({ state: 'attached', timeout: 20_000 });
  });
});
