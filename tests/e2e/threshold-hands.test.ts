import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alwaysFires, neverFires, serverForTest, setRule } from '../support/alerting-server.ts';
import { waitForCards } from '../support/dashboard-page.ts';
import { launchBrowser, lacksBrowser, openPage, type PageOptions } from '../support/browser.ts';
import { handleOf, levelOf, middleOf, rulesOf, standsAt, warnLevel } from '../support/threshold-handles.ts';

const wide: PageOptions = { viewport: { width: 1440, height: 900 } };

/** Fingers on a page, each by its number. */
async function fingers(page: Page) {
  const session = await page.context().newCDPSession(page);
  const down = new Map<number, { readonly x: number; readonly y: number }>();
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd') =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: [...down].map(([id, at]) => ({ id, ...at })) });
  return {
    async put(id: number, at: { readonly x: number; readonly y: number }): Promise<void> {
      const type = down.has(id) ? 'touchMove' : 'touchStart';
      down.set(id, at);
      await send(type);
    },
    async lift(id: number): Promise<void> {
      down.delete(id);
      await send('touchEnd');
    },
  };
}

describe.skipIf(lacksBrowser())('several hands on the thresholds', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function openCpu(url: string, options: PageOptions = wide): Promise<Page> {
    const page = await openPage(browser, options);
    await page.goto(url);
    await handleOf(page).waitFor({ timeout: 30_000 });
    // Until it is there, previews go by POST, where a newer one takes the place of one under way and is refused in the console.
    await page.locator('[data-control="ws"]').waitFor({ state: 'attached' });
    await waitForCards(page);
    return page;
  }

  async function dragDown(page: Page, pixels: number): Promise<void> {
    const { x, y } = await middleOf(handleOf(page));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + pixels, { steps: 6 });
  }

  test('a second finger on another card moves nothing while the first one drags, and may when it has let go', async () => {
    const { url } = await serverForTest();
    const page = await openCpu(url, { ...wide, hasTouch: true });
    const memory = handleOf(page, 'warn', 'memory');
    const [cpuAt, memoryAt] = [await middleOf(handleOf(page)), await middleOf(memory)];
    const memoryLevel = await levelOf(memory);
    const hand = await fingers(page);
    await hand.put(1, cpuAt);
    await hand.put(1, { ...cpuAt, y: cpuAt.y + 20 });
    await hand.put(2, memoryAt);
    for (const offset of [20, 40, 60]) await hand.put(2, { ...memoryAt, y: memoryAt.y + offset });
    await hand.put(1, { ...cpuAt, y: cpuAt.y + 30 });
    await expect.poll(() => levelOf(handleOf(page))).toBeLessThan(66);
    const chosen = await levelOf(handleOf(page));
    await hand.lift(2);
    expect(await levelOf(memory)).toBe(memoryLevel);
    await hand.lift(1);
    await expect.poll(() => warnLevel(url)).toBe(chosen);
    expect((await rulesOf(url)).revision).toBe(1);

    await hand.put(2, memoryAt);
    for (const offset of [20, 40]) await hand.put(2, { ...memoryAt, y: memoryAt.y + offset });
    await hand.lift(2);
    await expect.poll(async () => (await rulesOf(url)).revision).toBe(2);
    expect(await levelOf(memory)).toBeLessThan(memoryLevel);
    expect(await warnLevel(url)).toBe(chosen);
  });

  test('who drags a line that somebody else has just set is told so, and the later one wins on both screens', async () => {
    const { url } = await serverForTest();
    const [first, second] = [await openCpu(url), await openCpu(url)];
    await dragDown(first, 20);
    await dragDown(second, 60);
    const [earlier, later] = [await levelOf(handleOf(first)), await levelOf(handleOf(second))];
    await first.mouse.up();
    await second
      .getByText(`this machine meanwhile: warn ${String(earlier)} %`)
      .first()
      .waitFor();
    expect(await levelOf(handleOf(second))).toBe(later);
    await second.mouse.up();
    await standsAt(first, later);
    await standsAt(second, later);
    expect(await rulesOf(url)).toMatchObject({ revision: 2 });

    await dragDown(second, 20);
    await setRule(url, { ...neverFires, series: 'cpu.total', warn: 50, critical: 95, clear: 40 });
    await second.getByText('this machine meanwhile: warn 50 %').first().waitFor();
    await second.keyboard.press('Escape');
    await standsAt(second, 50);
    await second.mouse.up();
    await standsAt(first, 50);
  });

  test('an open draft tells who changed the rule meanwhile, and takes theirs or keeps mine', async () => {
    const { url } = await serverForTest();
    const page = await openCpu(url);
    await handleOf(page).click();
    const dialog = page.getByRole('dialog', { name: 'CPU' });
    const box = dialog.getByRole('textbox', { name: 'Warn level' });
    const waits = dialog.getByRole('combobox', { name: 'For how long before it fires' });
    await box.fill('66');
    const theirs = { ...alwaysFires, series: 'cpu.total', warn: 70, critical: 95, clear: 60, forMs: 60_000 };
    await setRule(url, theirs);
    const told = dialog.getByRole('alert').filter({ hasText: 'Changed meanwhile by this machine: warn 70 %' });
    await told.waitFor();
    expect(await told.innerText()).toContain('for 1 min');
    expect(await box.inputValue()).toBe('66');
    await told.getByRole('button', { name: 'Keep mine' }).click();
    await told.waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('66');
    expect(await waits.inputValue()).toBe('60000');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => warnLevel(url)).toBe(66);
    expect((await rulesOf(url)).rules).toContainEqual(expect.objectContaining({ warn: 66, forMs: 60_000 }));

    await box.fill('55');
    await setRule(url, { ...theirs, warn: 72 });
    await dialog.getByRole('button', { name: 'Take theirs' }).click();
    await expect.poll(() => box.inputValue()).toBe('72');
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(await warnLevel(url)).toBe(72);
  });

  test('a line held at the top of its chart goes on with the axis, where the series has no end', async () => {
    const { url } = await serverForTest();
    await setRule(url, { ...neverFires, series: 'load.one', warn: 0.5, clear: 0.4 });
    const page = await openCpu(url);
    const handle = handleOf(page, 'warn', 'load');
    const { x, y } = await middleOf(handle);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - 10, { steps: 2 });
    await page.mouse.move(x, y - 400, { steps: 4 });
    const top = await levelOf(handle);
    await expect.poll(() => levelOf(handle), { timeout: 15_000 }).toBeGreaterThan(2 * top);
    // Back down it follows the finger on the longer axis.
    await page.mouse.move(x, y - 20, { steps: 4 });
    const chosen = await levelOf(handle);
    await page.mouse.up();
    const onServer = async () => (await rulesOf(url)).rules.find(({ series }) => series === 'load.one')?.warn;
    await expect.poll(onServer).toBe(chosen);
  });
});
