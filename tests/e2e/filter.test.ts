import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { metricIds } from '../../src-shared/metrics/registry.ts';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { listenToStreams, waitForPhase, waitForValues, type ArrivedSample } from '../support/dashboard-page.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const cardsOn = (page: Page) =>
  page.locator('[data-metric]').evaluateAll((cards) => cards.map((card) => card.getAttribute('data-metric')));

async function openFilter(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Filter/u }).click();
  await page.getByRole('dialog', { name: 'Filter' }).waitFor();
}

/** Leaves only these metrics, box by box, as a person does. */
async function leaveOnly(page: Page, labels: readonly string[]): Promise<void> {
  const boxes = page.getByRole('group', { name: 'Metrics' }).getByRole('checkbox');
  for (const box of await boxes.all()) {
    const label = await box.evaluate((one) => one.closest('label')?.textContent.trim() ?? '');
    if (!labels.includes(label)) {
      await box.click();
      await expect.poll(() => box.isChecked()).toBe(false);
    }
  }
}

/** The samples that arrive from now on. */
async function next(arrived: readonly ArrivedSample[], count: number): Promise<readonly ArrivedSample[]> {
  // One may be under way that was cut by the filter before.
  const from = arrived.length + 1;
  await expect.poll(() => arrived.length, { timeout: 40_000 }).toBeGreaterThanOrEqual(from + count);
  return arrived.slice(from);
}

describe.skipIf(lacksBrowser())('the filter', () => {
  let browser: Browser;
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  test('chosen on one page is applied by the server for that page alone, and kept in the address', async () => {
    const page = await openPage(browser);
    const other = await openPage(browser);
    const arrived = await listenToStreams(page);
    const arrivedAtOther = await listenToStreams(other);
    for (const one of [page, other]) {
      await one.goto(server.url);
      await waitForPhase(one, 'live');
      await waitForValues(one, 'memory');
    }

    await openFilter(page);
    await leaveOnly(page, ['CPU', 'Memory']);
    await page.getByRole('radio', { name: '2 s', exact: true }).check({ force: true });
    await page.locator('[data-every-ms="2000"]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Done' }).click();

    await expect.poll(() => cardsOn(page)).toEqual(['cpu', 'memory']);
    expect(new URL(page.url()).search).toBe('?metrics=cpu,memory&interval=2000');
    await page.getByRole('button', { name: 'Filter, 2 active' }).waitFor();
    const narrowed = await next(arrived, 3);
    for (const { metrics } of narrowed) expect(metrics).toEqual(['cpu', 'memory']);
    const windows = narrowed.map(({ t }) => Math.floor(t / 2_000));
    expect(new Set(windows).size).toBe(windows.length);

    // The other page receives everything, and more often.
    const cards = await cardsOn(other);
    expect(cards).toEqual(expect.arrayContaining(['cpu', 'memory', 'disk', 'network', 'self']));
    expect((await next(arrivedAtOther, 2)).some(({ metrics }) => metrics.includes('network'))).toBe(true);
    expect(await other.locator('[data-every-ms]').getAttribute('data-every-ms')).toBe('1000');
    expect(new URL(other.url()).search).toBe('');
  });

  test('is still there after a reload, from the first sample on', async () => {
    const page = await openPage(browser);
    const arrived = await listenToStreams(page);
    await page.goto(`${server.url}/?metrics=memory,load&interval=2000&window=1m&theme=light`);
    await waitForPhase(page, 'live');
    await page.reload();
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory', 2);
    expect(await cardsOn(page)).toEqual(['memory', 'load']);
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    await page.getByRole('button', { name: '1 m', exact: true, pressed: true }).waitFor();
    for (const { metrics } of arrived) expect(metrics.filter((id) => id !== 'memory' && id !== 'load')).toEqual([]);
    await page.getByRole('button', { name: 'Filter, 2 active' }).click();
    expect(await page.getByRole('radio', { name: '2 s', exact: true }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: 'Network' }).isChecked()).toBe(false);
  });

  test('"Show everything" takes it back, past included', async () => {
    const page = await openPage(browser);
    await page.goto(`${server.url}/?metrics=cpu`);
    await waitForPhase(page, 'live');
    await openFilter(page);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('');
    await expect.poll(async () => (await cardsOn(page)).length).toBeGreaterThan(metricIds.length / 2);
    await waitForValues(page, 'memory', 1);
  });

  test('loopback is shown once somebody asks for it', async () => {
    const page = await openPage(browser);
    const arrived = await listenToStreams(page);
    await page.goto(server.url);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory', 2);
    await openFilter(page);
    const network = page.getByRole('group', { name: 'Network' });
    // A machine may have nothing but loopback; then there is nothing to choose.
    if ((await network.count()) === 0) return;
    const loopback = network.getByRole('checkbox', { name: 'lo', exact: true });
    expect(await loopback.isChecked()).toBe(false);
    await loopback.click();
    await expect.poll(() => loopback.isChecked()).toBe(true);
    expect(new URL(page.url()).search).toContain('network@lo');
    await next(arrived, 1);
  });

  test('bad values in the address are passed over, and the page works', async () => {
    const page = await openPage(browser);
    await page.goto(`${server.url}/?metrics=memory,humidity&interval=7&window=9h`);
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory', 2);
    expect(await cardsOn(page)).toEqual(['memory']);
  });

  test('what the server refuses is told in words, and nothing changes', async () => {
    // Until the channel is open, commands go by POST, and a refused one is told in the console.
    const page = await openPage(browser, { expected: [/400 \(Bad Request\)/u] });
    await page.route('**/api/v1/commands', (route) =>
      route.fulfill({
        status: 400,
        json: { ok: false, error: { code: 'invalid_filter', message: 'The filter is too clever.' } },
      }),
    );
    await page.routeWebSocket('**/api/v1/control*', (socket) => {
      socket.onMessage((text) => {
        const [, id] = /"id":"(c\d+)"/u.exec(String(text)) ?? [];
        socket.send(
          JSON.stringify({
            replyTo: id ?? null,
            ok: false,
            error: { code: 'invalid_filter', message: 'The filter is too clever.' },
          }),
        );
      });
    });
    await page.goto(server.url);
    await waitForPhase(page, 'live');
    await openFilter(page);
    const box = page.getByRole('checkbox', { name: 'Memory' });
    await box.click();
    await page.getByRole('alert').filter({ hasText: 'The filter is too clever.' }).waitFor();
    expect(await box.isChecked()).toBe(true);
    expect(new URL(page.url()).search).toBe('');
  });
});
