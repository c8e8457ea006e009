import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daysLater } from '../../src-renderer/charts/days-later.ts';
import { axeFindings } from '../support/axe.ts';
import { lacksBrowser, launchBrowser, openPage, type PageOptions } from '../support/browser.ts';
import { card, openDashboard } from '../support/card-in-page.ts';
import { cpuAt, keepPast, processesAt } from '../support/past.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const minuteMs = 60_000;

/** The hour that the tests look at ended so long before they began that it stands still. */
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs - 10 * minuteMs;
const startMs = endMs - 60 * minuteMs;
/** A busy second, half an hour before the end. */
const spikeMs = endMs - 30 * minuteMs + 17_000;

const isSpike = (ms: number): boolean => ms >= spikeMs && ms < spikeMs + 3_000;

/** An hour of a quiet machine with one busy moment, and two minutes in which it was off. */
function fill(dataDir: string): void {
  const quiet = processesAt([{ pid: 7, name: 'quiet', user: 'nobody', cpu: 1, memory: 4 * 2 ** 20 }]);
  const busy = processesAt([
    { pid: 42, name: 'restic', user: 'backup', cpu: 742, memory: 1.86 * 2 ** 30 },
    { pid: 43, name: 'zstd', user: 'root', cpu: 518, memory: 612 * 2 ** 20 },
  ]);
  const yesterday = { from: daysLater(startMs, -1), to: daysLater(endMs, -1) };
  keepPast(dataDir, { ...yesterday, at: () => ({ cpu: { ...cpuAt(40), cores: [40, 80] } }) });
  keepPast(dataDir, {
    from: startMs,
    to: endMs,
    at: (ms) => {
      if (ms >= endMs - 10 * minuteMs && ms < endMs - 8 * minuteMs) return null;
      const cpu = cpuAt(isSpike(ms) ? 97.5 : 10);
      return { cpu: { ...cpu, cores: [cpu.total, 20] }, processes: isSpike(ms) ? busy : quiet };
    },
  });
}

describe.skipIf(lacksBrowser())('the large view of one chart', () => {
  let server: RunningServer;
  let browser: Browser;
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));

  beforeAll(async () => {
    fill(dataDir);
    [server, browser] = await Promise.all([startServer({ args: ['--data-dir', dataDir] }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const query = `?view=cpu.total&from=${String(startMs)}&to=${String(endMs)}`;

  async function openDetail(options: PageOptions = {}, more = ''): Promise<Page> {
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 }, ...options });
    await page.goto(`${server.url}/${query}${more}`);
    await page.locator('[data-stat="average"] [data-value]').waitFor();
    return page;
  }

  const stat = async (page: Page, name: string): Promise<number> =>
    Number(await page.locator(`[data-stat="${name}"] dd`).getAttribute('data-value'));

  test('opens from a card by mouse and by keyboard, and the way back leads to the card', async () => {
    const page = await openDashboard(browser, server.url);
    await card(page, 'memory').getByRole('button', { name: 'Enlarge Memory' }).click();
    await page.locator('[data-detail="memory"] canvas').first().waitFor();
    expect(new URL(page.url()).searchParams.get('view')).toBe('memory.used');
    expect(await card(page, 'memory').isVisible()).toBe(false);
    await page.goBack();
    await card(page, 'memory').waitFor();
    expect(await page.locator('[data-detail]').count()).toBe(0);
    await card(page, 'load').getByRole('button', { name: 'Enlarge Load' }).focus();
    await page.keyboard.press('e');
    await page.locator('[data-detail="load"]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-detail]').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^Enlarge Load/u);
    await card(page, 'cpu').getByRole('heading', { name: 'CPU' }).getByRole('button').click();
    await page.locator('[data-detail="cpu"]').waitFor();
  });

  test('tells the figures of its range', async () => {
    const page = await openDetail();
    expect(await page.locator('[data-detail-title]').innerText()).toContain('CPU average');
    expect(await stat(page, 'lowest')).toBeCloseTo(10, 0);
    expect(await stat(page, 'highest')).toBeCloseTo(97.5, 0);
    expect(await stat(page, '95 % of the time below')).toBeCloseTo(10, 0);
    expect(await stat(page, 'no data')).toBeGreaterThan(1.9 * minuteMs);
    expect(await stat(page, 'no data')).toBeLessThan(2.2 * minuteMs);
  });

  test('a range that stands still is said once, in the head of the chart, which leads back to live', async () => {
    const page = await openDetail();
    await page.locator('[data-detail] [data-range]').waitFor();
    await page.locator('[data-past]').waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Back to live' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Overview', exact: true }).click();
    await page.getByText('These are the processes of now.').waitFor();
    await page.goBack();
    await page.locator('[data-detail]').getByRole('button', { name: 'Back to live' }).click();
    await page.getByRole('button', { name: 'Back to live' }).waitFor({ state: 'detached' });
    expect(await page.locator('[data-detail-title]').evaluate((title) => title === document.activeElement)).toBe(true);
    expect(new URL(page.url()).searchParams.has('from')).toBe(false);
  });

  test('of several lines each has its figures, and the chosen one is compared and shown in the strip', async () => {
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 } });
    await page.goto(
      `${server.url}/?view=cpu.cores@0,cpu.cores@1&compare=yesterday&from=${String(startMs)}&to=${String(endMs)}`,
    );
    const figure = async (core: string, name: string) =>
      Number(await page.locator(`[data-figures="${core}"] [data-stat="${name}"]`).getAttribute('data-value'));
    await page.locator('[data-figures="1"] [data-stat="average"][data-value]').waitFor();
    await page.locator('[data-figures="1"] [data-stat="yesterday"][data-value]').waitFor();
    expect(await figure('0', 'average')).toBeCloseTo(10, 0);
    expect(await figure('1', 'average')).toBeCloseTo(20, 0);
    expect(await figure('1', 'yesterday')).toBeCloseTo(80, 0);
    await page.getByText('Last 7 days of core 0').waitFor();
    await page.getByRole('listitem').getByText('core 0 yesterday').waitFor();
    await page.getByRole('listitem').getByRole('button', { name: 'core 1' }).click();
    await page.getByText('Last 7 days of core 1').waitFor();
    await page.getByRole('listitem').getByText('core 1 yesterday').waitFor();
    await page.getByRole('row').getByRole('button', { name: 'core 0', pressed: false }).click();
    await page.getByText('Last 7 days of core 0').waitFor();
    await page.getByRole('group', { name: /core/u }).getByRole('button', { name: '1', exact: true }).click();
    await page.locator('[data-figures]').first().waitFor({ state: 'detached' });
    await page.getByText('Last 7 days', { exact: true }).waitFor();
  });

  test('back to live closes the moment that was chosen, and the address forgets it', async () => {
    const page = await openDetail({}, `&at=${String(spikeMs)}`);
    await page.locator('[data-moment]').waitFor();
    await page.getByRole('button', { name: 'Back to live' }).click();
    await page.locator('[data-moment]').waitFor({ state: 'detached' });
    expect(page.url()).not.toMatch(/at=|from=/u);
    expect(await page.locator('[data-detail-title]').evaluate((title) => title === document.activeElement)).toBe(true);
  });

  test('compares with yesterday, and says why it cannot with last week', async () => {
    const page = await openDetail();
    const compare = page.getByRole('switch', { name: 'Compare with' });
    await expect.poll(() => compare.isEnabled()).toBe(true);
    await compare.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => stat(page, 'yesterday')).toBeCloseTo(40, 0);
    expect(page.url()).toContain('compare=yesterday');
    await page.keyboard.press('Space');
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('last week');
    await page.getByText('Nothing is kept of last week for this range.').waitFor();
    expect(await compare.isEnabled()).toBe(false);
  });

  test('a chosen moment tells the processes of that second, also the moments beside it', async () => {
    const page = await openDetail({}, `&at=${String(spikeMs + 1_000)}`);
    const panel = page.locator('[data-moment]');
    await panel.getByRole('row', { name: /restic/u }).waitFor();
    expect(await panel.locator('.value').innerText()).toMatch(/^97\.\d\s?%$/u);
    const [first = ''] = await panel.locator('tbody tr').allInnerTexts();
    expect(first).toMatch(/restic\s+backup\s+742 %\s+1\.86 GiB/u);
    await panel.getByRole('button', { name: 'Next moment' }).click();
    await expect.poll(() => panel.getAttribute('data-moment')).toBe(String(spikeMs + 2_000));
    await panel.getByRole('button', { name: 'Next moment' }).click();
    await panel.getByRole('row', { name: /quiet/u }).waitFor();
    expect(page.url()).toContain(`at=${String(spikeMs + 3_000)}`);
    await panel.getByRole('button', { name: 'Close' }).click();
    await panel.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('at=');
  });

  test('says so where no processes are kept', async () => {
    const page = await openDetail({}, `&at=${String(daysLater(endMs - 9 * minuteMs, -1))}`);
    await page.getByText('No processes are kept for that moment').waitFor();
  });

  test('the strip below moves and resizes the window by keys', async () => {
    const page = await openDetail();
    const words = page.locator('[data-range]');
    const before = await words.innerText();
    const window = page.getByRole('slider', { name: 'Shown range' });
    await window.focus();
    await page.keyboard.press('PageDown');
    await expect.poll(() => words.innerText()).not.toBe(before);
    const moved = new URL(page.url()).searchParams;
    await expect.poll(() => Number(new URL(page.url()).searchParams.get('from'))).toBe(startMs - 60 * minuteMs);
    expect(Number(moved.get('to')) - Number(moved.get('from'))).toBe(60 * minuteMs);
    await page.getByRole('slider', { name: 'Start of the range' }).focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => Number(new URL(page.url()).searchParams.get('from'))).toBeLessThan(startMs - 60 * minuteMs);
    expect(await page.getByRole('slider', { name: 'End of the range' }).getAttribute('aria-valuetext')).toMatch(
      /\d\d:\d\d$/u,
    );
  });

  test('saves the values of the range as CSV', async () => {
    const page = await openDetail();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/_CPU-average_\d{4}-\d\d-\d\d-\d{4}_\d{4}-\d\d-\d\d-\d{4}\.csv$/u);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/u);
    expect(lines[0]).toMatch(/^time,cpu\.total min,cpu\.total avg,cpu\.total max$/u);
    const spike = lines.find((line) => line.startsWith(new Date(spikeMs).toISOString()));
    expect(spike).toMatch(/,97\.\d*,97\.\d*,97\.\d*$/u);
    expect(lines.length).toBe(60 * 60 + 1);
    await page.getByText(/^The values are saved/u).waitFor();
  });

  test('has a table of the range', async () => {
    const page = await openDetail();
    await page.getByRole('button', { name: 'Table' }).click();
    const dialog = page.getByRole('dialog', { name: 'CPU average as a table' });
    await dialog.locator('tbody tr').first().waitFor();
    expect(await dialog.getByRole('columnheader').allInnerTexts()).toEqual(['Time', 'lowest', 'average', 'highest']);
    const texts = await dialog.locator('tbody td').allInnerTexts();
    expect(texts).toContain('97.5 %');
    expect(texts).toContain('no data');
  });

  test.each(
    (['dark', 'light'] as const).flatMap((colorScheme) => [1440, 390].map((width) => ({ colorScheme, width }))),
  )('axe finds nothing and nothing is cut off, $colorScheme at $width px', async ({ colorScheme, width }) => {
    const page = await openDetail({ colorScheme, viewport: { width, height: 900 } }, `&at=${String(spikeMs)}`);
    await page.getByRole('row', { name: /restic/u }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('[data-moment]').getByRole('button', { name: 'Close' }).click();
    await page.locator('[data-moment]').waitFor({ state: 'detached' });
    expect(await axeFindings(page)).toEqual([]);
    const beyond = await page.locator('[data-detail] *').evaluateAll((parts) =>
      parts
        .filter((part) => {
          const box = part.getBoundingClientRect();
          const hidden = part.closest('.visually-hidden, svg, .strip') !== null;
          return !hidden && box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5);
        })
        .map((part) => part.outerHTML.slice(0, 120)),
    );
    expect(beyond).toEqual([]);
  });

  test.each([390, 360])('on a phone of %i px the chart is on the first screen, the rest in a menu', async (width) => {
    const page = await openDetail({ viewport: { width, height: 740 }, hasTouch: true, isMobile: true });
    const place = async (selector: string) =>
      await page
        .locator(selector)
        .first()
        .evaluate((one) => one.getBoundingClientRect().top + scrollY);
    // The alerts of a busy machine may stand between the page's head and the chart.
    const head = await page
      .locator('header')
      .first()
      .evaluate((one) => one.getBoundingClientRect().bottom);
    expect(head + (await place('[data-detail] canvas')) - (await place('[data-detail]'))).toBeLessThan(250);
    await page.getByRole('button', { name: 'More for CPU average' }).tap();
    await expect.poll(() => page.getByRole('menuitem').allInnerTexts()).toEqual(['Table', 'CSV', 'PNG', 'Copy link']);
    await page.getByRole('menuitemcheckbox', { name: 'Compare with yesterday' }).tap();
    await expect.poll(() => stat(page, 'yesterday')).toBeCloseTo(40, 0);
    await page.getByRole('button', { name: 'More for CPU average' }).tap();
    await page.getByText('Nothing is kept of it for this range').waitFor();
    expect(await page.getByRole('menuitemcheckbox', { name: /^Compare with last week/u }).isDisabled()).toBe(true);
  });

  test('on a phone the History tab opens the chart that was looked at last', async () => {
    const page = await openDetail({ viewport: { width: 390, height: 844 }, hasTouch: true });
    const tabs = page.getByRole('navigation', { name: 'Sections' });
    await tabs.getByRole('button', { name: 'Overview' }).click();
    await card(page, 'cpu').waitFor();
    await tabs.getByRole('button', { name: 'History' }).click();
    await page.locator('[data-detail="cpu"]').waitFor();
    const low = await page
      .locator('[data-detail] button:visible, [data-detail] select:visible')
      .evaluateAll((all) =>
        all.filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 140)),
      );
    expect(low.filter((html) => !html.includes('switch'))).toEqual([]);
  });
});
