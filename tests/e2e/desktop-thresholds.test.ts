import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, lacksBrowser, openPage, problemsOf } from '../support/browser.ts';
import { waitForCards } from '../support/dashboard-page.ts';
import { electronForTests, lacksDesktop, launchDesktop } from '../support/electron.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { handleOf, levelOf, middleOf, rulesOf, standsAt } from '../support/threshold-handles.ts';
import { startXvfb, type VirtualDisplay } from '../support/xvfb.ts';

describe.skipIf(lacksDesktop() || lacksBrowser())('thresholds in the desktop window', () => {
  let display: VirtualDisplay;
  let browser: Browser;

  beforeAll(async () => {
    await electronForTests();
    [display, browser] = await Promise.all([startXvfb(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await display.stop();
  });

  test('a line dragged in the window, or moved by keys, moves in a browser, and back', async () => {
    const app = await launchDesktop(display.name, { LANPULSE_DATA_DIR: temporaryFolder(), LANPULSE_PORT: '0' });
    onTestFinished(() => app.close());
    const window = await app.firstWindow();
    const problems = problemsOf(window);
    await handleOf(window).waitFor({ timeout: 30_000 });
    const url = new URL(window.url()).origin;
    const page = await openPage(browser, { viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    await handleOf(page).waitFor({ timeout: 30_000 });
    // Until it is there, previews go by POST, where a newer one takes the place of one under way and is refused in the console.
    for (const one of [window, page]) await one.locator('[data-control="ws"]').waitFor({ state: 'attached' });
    for (const one of [window, page]) await waitForCards(one);

    const { x, y } = await middleOf(handleOf(window));
    await window.mouse.move(x, y);
    await window.mouse.down();
    await window.mouse.move(x, y + 30, { steps: 6 });
    await window.getByText('was 80 %').first().waitFor();
    const dragged = await levelOf(handleOf(window));
    expect(dragged).toBeLessThan(78);
    expect(await levelOf(handleOf(page))).toBe(80);
    await window.mouse.up();
    await standsAt(page, dragged);
    await page.getByText('set by the desktop window').first().waitFor();
    expect(await rulesOf(url)).toMatchObject({ revision: 1, by: 'the desktop window' });

    await handleOf(window).focus();
    await window.keyboard.press('ArrowUp');
    await window.keyboard.press('Shift+ArrowUp');
    expect(await levelOf(handleOf(window))).toBe(dragged + 6);
    await window.keyboard.press('Enter');
    await standsAt(page, dragged + 6);

    await handleOf(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await standsAt(window, dragged + 5);
    expect(problems).toEqual([]);
  });
});
