import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { waitForCards } from '../support/dashboard-page.ts';
import { launchBrowser, lacksBrowser, openPage, type PageOptions } from '../support/browser.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { handleOf, levelOf, middleOf, rulesOf, standsAt, warnLevel } from '../support/threshold-handles.ts';

const wide: PageOptions = { viewport: { width: 1440, height: 900 } };
const phone: PageOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A server for one test: the others must not see its changes. */
async function serve(env: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const server = await startServer({ env });
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

describe.skipIf(lacksBrowser())('thresholds on the chart', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function openCpu({ url }: RunningServer, options: PageOptions = wide): Promise<Page> {
    const page = await openPage(browser, options);
    await page.goto(url);
    await handleOf(page).waitFor({ timeout: 30_000 });
    // Until it is there, previews go by POST, where a newer one takes the place of one under way and is refused in the console.
    await page.locator('[data-control="ws"]').waitFor({ state: 'attached' });
    await waitForCards(page);
    return page;
  }

  /** Takes hold of the warn handle and moves it down by some pixels, without letting go. */
  async function dragDown(page: Page, pixels: number): Promise<void> {
    const { x, y } = await middleOf(handleOf(page));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + pixels, { steps: 6 });
  }

  test('a drag moves the line in a second page, which shows who moved it', async () => {
    const server = await serve();
    const first = await openCpu(server);
    const second = await openCpu(server);
    await dragDown(first, 30);
    const chosen = await levelOf(handleOf(first));
    expect(chosen).toBeLessThan(75);
    // Nobody else sees a level before it is let go.
    expect(await levelOf(handleOf(second))).toBe(80);
    await first.mouse.up();
    await standsAt(second, chosen);
    await second.getByText('set by this machine').first().waitFor();
    expect(await first.getByText('set by this machine').count()).toBe(0);
    expect(await warnLevel(server.url)).toBe(chosen);
    expect(await levelOf(handleOf(first))).toBe(chosen);
  });

  test('while a line moves, the page says how often it would have fired, and shows what it was', async () => {
    const page = await openCpu(await serve());
    await dragDown(page, 30);
    await page
      .getByText(/would (not )?have fired .*in the last \d+ (s|min)/u)
      .first()
      .waitFor();
    await page.getByText('was 80 %').first().waitFor();
    const clear = handleOf(page, 'clear');
    await clear.waitFor();
    // The clear level keeps its distance.
    expect((await levelOf(handleOf(page))) - (await levelOf(clear))).toBe(10);
    await page.mouse.up();
    await clear.waitFor({ state: 'detached' });
  });

  test('Escape gives a drag up, and nothing was sent', async () => {
    const server = await serve();
    const page = await openCpu(server);
    await dragDown(page, 40);
    expect(await levelOf(handleOf(page))).toBeLessThan(75);
    await page.keyboard.press('Escape');
    await standsAt(page, 80);
    await page.mouse.up();
    await page.keyboard.press('Escape');
    await standsAt(page, 80);
    expect(await rulesOf(server.url)).toMatchObject({ revision: 0, by: null });
  });

  test('arrow keys move a level, Enter saves it for everybody, Escape does not', async () => {
    const server = await serve();
    const first = await openCpu(server);
    const second = await openCpu(server);
    await handleOf(first).focus();
    await first.keyboard.press('ArrowDown');
    await first.keyboard.press('Shift+ArrowDown');
    await standsAt(first, 74);
    expect(await levelOf(handleOf(second))).toBe(80);
    await first.keyboard.press('Enter');
    await standsAt(second, 74);
    await first.keyboard.press('ArrowUp');
    await standsAt(first, 75);
    await first.keyboard.press('Escape');
    await standsAt(first, 74);
    await first.keyboard.press('End');
    await standsAt(first, 95);
    await first.keyboard.press('Escape');
    expect(await warnLevel(server.url)).toBe(74);
  });

  test('of two people who drag at once the later one wins on both screens', async () => {
    const server = await serve();
    const first = await openCpu(server);
    const second = await openCpu(server);
    await dragDown(first, 20);
    await dragDown(second, 60);
    const later = await levelOf(handleOf(second));
    await first.mouse.up();
    await expect.poll(async () => (await rulesOf(server.url)).revision).toBe(1);
    await second.mouse.up();
    await standsAt(first, later);
    await standsAt(second, later);
    expect((await rulesOf(server.url)).revision).toBe(2);
  });

  test('the panel refuses a bad number, naming the field, before anything is sent', async () => {
    const server = await serve();
    const page = await openCpu(server);
    await handleOf(page).click();
    const dialog = page.getByRole('dialog', { name: 'CPU' });
    const box = dialog.getByRole('textbox', { name: 'Warn level' });
    await box.fill('97');
    await dialog.getByRole('alert').getByText('"warn" must be at or below "critical"').waitFor();
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Enter');
    await box.fill('much');
    await dialog.getByRole('alert').getByText('"warn" is not a number').waitFor();
    expect((await rulesOf(server.url)).revision).toBe(0);
    await box.fill('66');
    await dialog.getByRole('combobox', { name: 'For how long before it fires' }).selectOption('1 min');
    await page.keyboard.press('Tab');
    await box.press('Enter');
    await dialog.getByText('Saved. All open screens show it.').waitFor();
    await dialog.getByText('revision 1 · last changed by this machine').waitFor();
    const saved = (await rulesOf(server.url)).rules.find((rule) => rule.series === 'cpu.total');
    expect(saved).toMatchObject({ warn: 66, critical: 95, clear: 56, forMs: 60_000 });
    await dialog.getByRole('button', { name: 'Reset to 80 %' }).click();
    await expect.poll(() => warnLevel(server.url)).toBe(80);
  });

  test('a viewer sees locks and the reason, and cannot move anything', async () => {
    const server = await serve({ LANPULSE_LOOPBACK_ROLE: 'viewer' });
    const page = await openCpu(server);
    const lock = handleOf(page);
    expect(await lock.getAttribute('role')).not.toBe('slider');
    await dragDown(page, 40);
    await page.mouse.up();
    await lock.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Only operators move thresholds').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const { rules } = await rulesOf(server.url);
    expect(await warnLevel(server.url)).toBe(80);
    const refused = await fetch(`${server.url}/api/v1/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'c1', type: 'threshold.set', rule: { ...rules[0], warn: 50 } }),
    });
    expect(refused.status).toBe(403);
    expect(await warnLevel(server.url)).toBe(80);
  });

  test('a finger moves a level on a phone, and a tap opens the rule as a sheet', async () => {
    const server = await serve();
    const page = await openCpu(server, phone);
    const { x, y } = await middleOf(handleOf(page));
    const touches = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', offset: number) =>
      touches.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x, y: y + offset }],
      });
    const scrolled = await page.evaluate(() => scrollY);
    await touch('touchStart', 0);
    for (const offset of [5, 15, 25, 35]) await touch('touchMove', offset);
    await page.getByText('was 80 %').first().waitFor();
    await touch('touchEnd', 35);
    await expect.poll(() => warnLevel(server.url)).toBeLessThan(75);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);

    await handleOf(page).tap();
    const sheet = page.getByRole('dialog', { name: 'CPU' });
    await sheet.getByRole('button', { name: 'Save' }).waitFor();
    const box = await sheet.boundingBox();
    expect(box).toMatchObject({ x: 0, width: 390 });
    const small = await sheet.locator('button, select, input[type="text"]').evaluateAll((all) =>
      all.flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        // A switch and a thumb have room around them that counts; a sheet between two pixels has rounded edges.
        const isSmall =
          height < 43.99 && one.getAttribute('role') !== 'switch' && one.closest('.legend, .rows') === null;
        return isSmall ? [`${one.outerHTML.slice(0, 80)} ${String(width)} x ${String(height)}`] : [];
      }),
    );
    expect(small).toEqual([]);
    expect(await sheet.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  });

  test.each([
    { colorScheme: 'dark', ...wide },
    { colorScheme: 'light', ...wide },
    { colorScheme: 'dark', ...phone },
    { colorScheme: 'light', ...phone },
  ] as const)('axe finds nothing in the panel, $colorScheme at $viewport.width px', async (options) => {
    const page = await openCpu(await serve(), options);
    expect(await axeFindings(page)).toEqual([]);
    await handleOf(page).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'CPU' });
    await dialog.getByRole('textbox', { name: 'Warn level' }).fill('60');
    await dialog.getByText('At 60 % it').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
