import type { Browser, Page } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unsupportedSchema } from '../../src-shared/protocol/events.ts';
import { lacksBrowser, launchBrowser, type PageOptions } from '../support/browser.ts';
import { card, hasColour, hoverNewest, openDashboard, picture, readCanvas } from '../support/card-in-page.ts';
import { nextFrames, waitForValues } from '../support/dashboard-page.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const withCanvas = ['cpu', 'load', 'pressure', 'memory', 'disk', 'network', 'self'];

const infoSchema = v.object({
  metrics: v.object({
    definitions: v.array(v.object({ id: v.string() })),
    unsupported: v.array(unsupportedSchema),
  }),
});

describe.skipIf(lacksBrowser())('the dashboard in a browser', () => {
  let server: RunningServer;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const open = (options: PageOptions = {}): Promise<Page> => openDashboard(browser, server.url, options);

  test('shows a card for every metric, with a canvas where there is something to draw, and the reason where not', async () => {
    const page = await open();
    const response = await fetch(`${server.url}/api/v1/info`);
    const { metrics } = v.parse(infoSchema, await response.json());
    const unsupported = new Set(metrics.unsupported.map((one) => one.metric));
    for (const id of withCanvas.filter((one) => !unsupported.has(one))) {
      await expect.poll(() => page.locator(`[data-metric="${id}"] canvas`).count(), { message: id }).toBeGreaterThan(0);
    }
    for (const { id } of metrics.definitions.filter((one) => !unsupported.has(one.id))) {
      await expect.poll(() => card(page, id).locator('[data-value]').count(), { message: id }).toBeGreaterThan(0);
    }
    for (const { metric, reason } of metrics.unsupported) {
      expect(await card(page, metric).innerText()).toContain(reason);
      expect(await card(page, metric).locator('[data-value], canvas').count()).toBe(0);
    }
  });

  test('moves with every sample', async () => {
    const page = await open();
    const cpu = card(page, 'cpu').locator('[data-value]').first();
    await waitForValues(page, 'memory');
    expect(Number(await cpu.getAttribute('data-value'))).toBeLessThanOrEqual(100);
    expect(await cpu.innerText()).toMatch(/^[\d.]+\s%$/u);
    const before = await picture(card(page, 'memory'));
    await expect.poll(() => picture(card(page, 'memory')), { timeout: 20_000 }).not.toBe(before);
  });

  test('draws the lines in the colour of their subsystem', async () => {
    const page = await open({ colorScheme: 'dark' });
    await expect.poll(() => hasColour(card(page, 'cpu'), '#4694ec')).toBe(true);
    await expect.poll(() => hasColour(card(page, 'memory'), '#dba8fd')).toBe(true);
    expect(await hasColour(card(page, 'cpu'), '#dba8fd')).toBe(false);
  });

  test('pause freezes numbers and pictures, and resuming goes on', async () => {
    const page = await open();
    // What is asked of the past at the start has come by then.
    await waitForValues(page, 'memory');
    await page.getByRole('button', { name: 'Pause' }).first().click();
    await card(page, 'cpu')
      .getByText(/samples? waits?, none is lost/u)
      .waitFor();
    await nextFrames(page);
    const frozen = await Promise.all(['cpu', 'memory', 'self'].map((id) => picture(card(page, id))));
    const value = await card(page, 'cpu').locator('[data-value]').first().getAttribute('data-value');
    await card(page, 'cpu')
      .getByText(/^Paused\. ([3-9]|\d\d) samples/u)
      .waitFor();
    expect(await Promise.all(['cpu', 'memory', 'self'].map((id) => picture(card(page, id))))).toEqual(frozen);
    expect(await card(page, 'cpu').locator('[data-value]').first().getAttribute('data-value')).toBe(value);
    await card(page, 'cpu').getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => picture(card(page, 'memory')), { timeout: 20_000 }).not.toBe(frozen[1]);
  });

  test('the crosshair on one card goes through all, and leaves them as they were', async () => {
    const page = await open();
    await waitForValues(page, 'memory');
    await page.getByRole('button', { name: 'Pause' }).first().click();
    await card(page, 'cpu')
      .getByText(/^Paused/u)
      .waitFor();
    await nextFrames(page);
    const others = ['memory', 'load', 'disk', 'network'];
    const without = await Promise.all(others.map((id) => picture(card(page, id))));
    const strip = card(page, 'cpu').locator('canvas').nth(1);
    const stripWithout = await strip.evaluate(readCanvas);
    await hoverNewest(card(page, 'cpu'));
    for (const [index, id] of others.entries()) {
      await expect.poll(() => picture(card(page, id)), { message: id }).not.toBe(without[index]);
    }
    expect(await strip.evaluate(readCanvas)).not.toBe(stripWithout);
    await page.mouse.move(5, 5);
    for (const [index, id] of others.entries()) {
      await expect.poll(() => picture(card(page, id)), { message: id }).toBe(without[index]);
    }
  });

  test('the crosshair can be moved by keyboard, and tells its values', async () => {
    const page = await open();
    await waitForValues(page, 'memory');
    const slider = card(page, 'memory').getByRole('slider', { name: 'at a moment' });
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d:\d\d: .*used [\d.]+ [GM]iB/u);
    const first = Number(await slider.getAttribute('aria-valuenow'));
    await page.keyboard.press('ArrowLeft');
    expect(Number(await slider.getAttribute('aria-valuenow'))).toBeLessThan(first);
    await page.keyboard.press('Escape');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/newest$/u);
  });

  test('a click in a legend shows one line alone, shift-click switches one, by keyboard too', async () => {
    const page = await open();
    const load = card(page, 'load');
    const pressed = async () =>
      await load
        .locator('.legend button')
        .evaluateAll((buttons) => buttons.map((one) => one.getAttribute('aria-pressed')));
    expect(await pressed()).toEqual(['true', 'true', 'true']);
    await load.getByRole('button', { name: '5 min', exact: true }).click();
    expect(await pressed()).toEqual(['false', 'true', 'false']);
    await load.getByRole('button', { name: '5 min', exact: true }).click();
    expect(await pressed()).toEqual(['true', 'true', 'true']);
    await load.getByRole('button', { name: '15 min' }).click({ modifiers: ['Shift'] });
    expect(await pressed()).toEqual(['true', 'true', 'false']);
    await load.getByRole('button', { name: '15 min' }).focus();
    await page.keyboard.press('Shift+Enter');
    expect(await pressed()).toEqual(['true', 'true', 'true']);
    await page.keyboard.press('Space');
    expect(await pressed()).toEqual(['false', 'false', 'true']);
  });

  test('has a table view of a chart that is opened and left by keyboard', async () => {
    const page = await open();
    await waitForValues(page, 'memory', 2);
    await card(page, 'cpu').getByRole('button', { name: 'More for CPU' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Show as table' }).waitFor();
    await page.getByRole('menuitem', { name: 'Show as table' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'CPU as a table' });
    await dialog.waitFor();
    expect(await dialog.getByRole('columnheader').allInnerTexts()).toEqual(
      expect.arrayContaining(['Time', 'average of all cores', 'core 0']),
    );
    const [newest = '', next = ''] = await dialog.locator('tbody th').allInnerTexts();
    expect(newest).toMatch(/^\d\d:\d\d:\d\d$/u);
    expect(next < newest || newest.startsWith('00:')).toBe(true);
    expect(await dialog.locator('tbody td').first().innerText()).toMatch(/^[\d.]+ %$/u);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('hides a card for this viewer, and keeps that in the address', async () => {
    const page = await open();
    await card(page, 'disk').getByRole('button', { name: 'More for Disk I/O' }).click();
    await page.getByRole('menuitem', { name: 'Hide this card' }).click();
    await card(page, 'disk').waitFor({ state: 'detached' });
    await expect.poll(() => page.url()).toContain('metrics=');
    expect(await card(page, 'network').count()).toBe(1);
    await page.reload();
    await card(page, 'network').waitFor();
    expect(await card(page, 'disk').count()).toBe(0);
  });

  test.each([360, 390, 768, 1440])('has no sideways scroll and no card beyond the edge at %d px', async (width) => {
    const page = await open({ viewport: { width, height: 900 } });
    const beyond = await page.evaluate(() => {
      const wide = document.documentElement.clientWidth;
      const parts = [...document.querySelectorAll('[data-metric] *')].filter((one) => {
        const box = one.getBoundingClientRect();
        const clipped = one.closest('.visually-hidden') !== null || one instanceof SVGElement;
        return !clipped && box.width > 0 && (box.right > wide + 0.5 || box.left < -0.5);
      });
      return {
        scroll: document.documentElement.scrollWidth - wide,
        parts: parts.map((one) => one.outerHTML.slice(0, 120)),
      };
    });
    expect(beyond).toEqual({ scroll: 0, parts: [] });
  });

  test('keeps the words beside a number in two lines on the smallest phone', async () => {
    const page = await open({ viewport: { width: 360, height: 900 } });
    const notes = card(page, 'memory').locator('.notes > span');
    await expect.poll(() => notes.count()).toBe(2);
    const heights = await notes.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(heights).toEqual([16, 16]);
  });

  test('fills its rows: no card ends above its neighbours', async () => {
    const page = await open();
    const ends = await page.locator('.overview > .cell').evaluateAll((cells) =>
      cells.map((cell) => {
        const box = cell.getBoundingClientRect();
        const last = cell.lastElementChild?.getBoundingClientRect().bottom ?? 0;
        return { top: Math.round(box.top), cell: Math.round(box.bottom), card: Math.round(last) };
      }),
    );
    expect(ends.every((end) => Math.abs(end.cell - end.card) <= 1)).toBe(true);
    for (const { top, cell } of ends) {
      expect(ends.filter((end) => end.top === top).every((end) => end.cell === cell)).toBe(true);
    }
  });
});
