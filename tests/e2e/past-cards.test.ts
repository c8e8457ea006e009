import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alwaysFires, command } from '../support/alerting-server.ts';
import { lacksBrowser, launchBrowser, openPage, type PageOptions } from '../support/browser.ts';
import { card } from '../support/card-in-page.ts';
import { cpuAt, keepPast, processesAt } from '../support/past.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const minuteMs = 60_000;
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs - 30 * minuteMs;
const startMs = endMs - 30 * minuteMs;
const zstd = '/usr/bin/zstd -T8 --long=27 /srv/backup/2026-11-25.tar';

describe.skipIf(lacksBrowser())('cards that show the past', () => {
  let server: RunningServer;
  let browser: Browser;
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));

  beforeAll(async () => {
    const rows = processesAt([
      { pid: 42, name: 'restic', user: 'backup', cpu: 742, memory: 2 ** 30 },
      { pid: 43, name: 'zstd', user: 'root', cpu: 518, memory: 2 ** 29, command: zstd },
    ]);
    const one = { packetsReceived: 1, packetsSent: 1, errors: 0 };
    keepPast(dataDir, {
      from: startMs,
      to: endMs,
      at: (ms) => ({
        cpu: cpuAt(20),
        processes: rows,
        // The two are never busy in the same second.
        network: {
          eth0: { ...one, received: ms % 2_000 === 0 ? 1e6 : 0, sent: 0 },
          eth1: { ...one, received: ms % 2_000 === 0 ? 0 : 1e6, sent: 0 },
        },
      }),
    });
    [server, browser] = await Promise.all([startServer({ args: ['--data-dir', dataDir] }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function open(query: string, options: PageOptions = {}): Promise<Page> {
    const page = await openPage(browser, { viewport: { width: 1440, height: 1000 }, ...options });
    await page.goto(`${server.url}/${query}`);
    return page;
  }
  const past = `?from=${String(startMs)}&to=${String(endMs)}`;

  test('one of a metric that was not kept says so, and shows no numbers', async () => {
    const page = await open(past);
    await card(page, 'memory').getByText('Nothing is kept for this range').waitFor();
    await card(page, 'self').getByText('Nothing is kept for this range').waitFor();
    expect(await card(page, 'memory').locator('[data-value]').count()).toBe(0);
    expect(await card(page, 'cpu').getByText('Nothing is kept for this range').count()).toBe(0);
    expect(await card(page, 'processes').getByText('Nothing is kept for this range').count()).toBe(0);
    await page.getByRole('button', { name: 'Back to live' }).click();
    await card(page, 'memory').getByText('Nothing is kept for this range').waitFor({ state: 'detached' });
    await card(page, 'memory').locator('[data-value]').first().waitFor();
  });

  test('one of which nothing is kept lets keys and fingers go on to where something is', async () => {
    const page = await open(past);
    const chart = card(page, 'cpu').locator('[data-crosshair]').first();
    const unkept = card(page, 'cpu').getByText('Nothing is kept for this range');
    await card(page, 'memory').getByText('Nothing is kept for this range').waitFor();
    await chart.focus();
    await page.keyboard.press('PageDown');
    await unkept.waitFor();
    await page.keyboard.press('PageUp');
    await unkept.waitFor({ state: 'detached' });
    expect(await chart.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await chart.getAttribute('aria-valuemin')).toBe(String(startMs));

    const box = await chart.boundingBox();
    if (box === null) throw new Error('The chart is not visible.');
    const at = (share: number): [number, number] => [box.x + box.width * share, box.y + box.height * 0.5];
    await page.keyboard.down('Shift');
    await page.mouse.move(...at(0.1));
    await page.mouse.down();
    await page.mouse.move(...at(0.95), { steps: 4 });
    await page.mouse.move(box.x + box.width * 1.3, box.y + box.height * 0.5, { steps: 4 });
    await unkept.waitFor();
    await page.mouse.move(...at(0.1), { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect.poll(() => chart.getAttribute('aria-valuemin')).toBe(String(startMs));
    await unkept.waitFor({ state: 'detached' });
  });

  test('has the border and the chip of the alert of then, or none', async () => {
    await command(server.url, 'threshold.set', { rule: alwaysFires });
    const page = await open('');
    const memory = card(page, 'memory');
    await memory.locator('[data-alert="warn"]').waitFor({ timeout: 30_000 });
    const firedMs = Date.now();
    await page.goto(`${server.url}/${past}`);
    await memory.getByText('Nothing is kept for this range').waitFor();
    expect(await memory.locator('[data-alert], [data-state-then]').count()).toBe(0);
    expect(await memory.getAttribute('class')).not.toMatch(/warn|critical/u);
    // A range that stands still, and ends while it fires.
    await expect.poll(() => Date.now(), { timeout: 20_000 }).toBeGreaterThan(firedMs + 11_000);
    await page.goto(`${server.url}/?from=${String(firedMs - 5_000)}&to=${String(firedMs + 6_000)}`);
    await memory.locator('[data-state-then="warn"]').waitFor();
    expect(await memory.locator('[data-alert]').count()).toBe(0);
    expect(await memory.getAttribute('class')).toMatch(/warn/u);
  });

  test('what was added up says that it was that at most', async () => {
    const page = await open(past);
    const network = card(page, 'network');
    await network.getByText('at most', { exact: false }).first().waitFor();
    await network.locator('[data-crosshair]').first().focus();
    await page.keyboard.press('ArrowLeft');
    await expect
      .poll(() => network.locator('[data-crosshair]').first().getAttribute('aria-valuetext'))
      .toMatch(/to at most 2\.00 MB\/s/u);
    expect(await card(page, 'cpu').getByText('at most').count()).toBe(0);
  });

  test('processes of a moment have their command line, whole where it is asked for, else their name', async () => {
    const page = await open(
      `?view=cpu.total&from=${String(startMs)}&to=${String(endMs)}&at=${String(endMs - minuteMs)}`,
    );
    const panel = page.locator('[data-moment]');
    await panel.getByRole('row', { name: /restic/u }).waitFor();
    expect(
      await panel
        .getByRole('row', { name: /restic/u })
        .getByRole('button')
        .count(),
    ).toBe(0);
    const line = panel.getByRole('button', { name: 'zstd, command line' });
    const shown = panel.locator('.command', { has: page.getByRole('button', { name: 'zstd, command line' }) });
    expect(await shown.innerText()).toMatch(/^zstd -T8/u);
    expect(await line.getAttribute('title')).toBe(zstd);
    await line.click();
    expect(await line.getAttribute('aria-expanded')).toBe('true');
    expect(await shown.innerText()).toBe(zstd);
    await line.click();
    await panel.getByRole('button', { name: 'Close' }).focus();
    expect(await shown.innerText()).toMatch(/^zstd -T8/u);
    await page.keyboard.press('Tab');
    while (!(await line.evaluate((one) => one === document.activeElement))) await page.keyboard.press('Tab');
    expect(await shown.innerText()).toBe(zstd);
  });

  test('a preview looks back over the span that was chosen, says how far it came, and the choice is remembered', async () => {
    const page = await open('');
    const openPanel = async () => {
      await page.getByRole('button', { name: 'More for CPU', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Thresholds…' }).click();
    };
    const choice = (label: string, pressed: boolean) =>
      page.getByRole('group', { name: 'Tried on the last' }).getByRole('button', { name: label, pressed });
    await openPanel();
    await choice('24 h', true).waitFor();
    await page.locator('[data-fired-strip]').waitFor();
    await choice('7 d', false).click();
    await page.getByText(/^Looked at the newest .* of 7 d\.$/u).waitFor();
    await page.reload();
    await openPanel();
    await choice('7 d', true).waitFor();
    await page.getByText(/^Looked at the newest .* of 7 d\.$/u).waitFor();
  });
});
