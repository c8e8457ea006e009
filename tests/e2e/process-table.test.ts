import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { lacksBrowser, launchBrowser } from '../support/browser.ts';
import { card, openDashboard } from '../support/card-in-page.ts';
import { startServer, type RunningServer } from '../support/server.ts';

describe.skipIf(lacksBrowser())('the process table in a browser', () => {
  let server: RunningServer;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const open = (): Promise<Page> => openDashboard(browser, server.url);

  test('finds a process on the server that is in no list of the busiest', async () => {
    const child = spawn('sleep', ['300']);
    onTestFinished(() => void child.kill());
    const page = await open();
    const table = card(page, 'processes');
    await table.getByRole('searchbox').fill('SLEEP');
    await table.getByRole('row', { name: new RegExp(`^sleep.*${String(child.pid)}`, 'u') }).waitFor();
    const names = await table.locator('tbody th .command').allInnerTexts();
    expect(names.every((name) => name.includes('sleep'))).toBe(true);
  });

  test('says so when no process matches, and Escape clears the search', async () => {
    const page = await open();
    const table = card(page, 'processes');
    await table.getByRole('searchbox').fill('no such thing');
    await table.getByText('No process matches “no such thing”').waitFor();
    expect(await table.innerText()).toMatch(/\d+ processes are running/u);
    await table.getByRole('searchbox').press('Escape');
    await table.locator('tbody tr').nth(5).waitFor();
    expect(await table.getByRole('searchbox').inputValue()).toBe('');
  });

  test('sorts by every column', async () => {
    const page = await open();
    const table = card(page, 'processes');
    for (const [label, direction] of [
      ['Command', 'ascending'],
      ['User', 'ascending'],
      ['PID', 'ascending'],
      ['Memory', 'descending'],
      ['CPU', 'descending'],
    ] as const) {
      await table.getByRole('columnheader', { name: label }).getByRole('button').click();
      await expect
        .poll(() => table.locator('th[aria-sort]:not([aria-sort="none"])').evaluateAll(readSorting))
        .toEqual([`${label === 'CPU' ? 'CPU, of one core' : label} ${direction}`]);
    }
    const pid = table.getByRole('columnheader', { name: 'PID' });
    await pid.getByRole('button').click();
    await expect.poll(async () => Number(await table.locator('tbody td:nth-child(3)').first().innerText())).toBe(1);
    await expect.poll(() => table.locator('tbody tr').count()).toBe(10);
    const newest = async () => Number(await table.locator('tbody td:nth-child(3)').first().innerText());
    await pid.getByRole('button').click();
    expect(await pid.getAttribute('aria-sort')).toBe('descending');
    // The highest number is in no list of the busiest: the server sorts as well.
    const child = spawn('sleep', ['300']);
    onTestFinished(() => void child.kill());
    await expect.poll(newest).toBeGreaterThanOrEqual(child.pid ?? Infinity);
    await pid.getByRole('button').click();
    await expect.poll(newest).toBe(1);
    await table.getByRole('button', { name: /^Show (all|the first)/u }).click();
    await expect.poll(() => table.locator('tbody tr').count()).toBeGreaterThan(10);
  });

  test('writes a hostile process name as text', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lanpulse-name-'));
    const file = join(folder, '<img src=x>');
    await copyFile('/bin/sleep', file);
    const child = spawn(file, ['300']);
    onTestFinished(async () => {
      child.kill();
      await rm(folder, { recursive: true, force: true });
    });
    const page = await open();
    const table = card(page, 'processes');
    await table.getByRole('searchbox').fill('<img');
    await table.getByText('<img src=x> 300', { exact: true }).first().waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });
});

function readSorting(headers: readonly Element[]): string[] {
  return headers.map((header) => `${header.textContent.trim()} ${header.getAttribute('aria-sort') ?? ''}`);
}
