import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { launchBrowser, lacksBrowser, openPage } from '../support/browser.ts';
import { waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import { holdingBack, lacksNginx, startNginx, type NginxOptions } from '../support/nginx.ts';
import { makeCode, ownerOf } from '../support/paired.ts';
import type { RunningServer } from '../support/server.ts';
import { handleOf, standsAt } from '../support/threshold-handles.ts';

/** What a page logs that is asked to pair, and of a channel that does not pass. */
const withoutSession = /401 \(Unauthorized\)/u;
const withoutChannel = /WebSocket connection to/u;
/** By POST a preview that a newer one replaces is a request that failed. */
const replaced = /429 \(Too Many Requests\)/u;

describe.skipIf(lacksBrowser() || lacksNginx())('the dashboard behind nginx', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  /** A paired page, and every answer that it got which was no success. */
  async function open(server: RunningServer, options: NginxOptions, expected: readonly RegExp[] = []) {
    const url = await startNginx(server.url, options);
    const page = await openPage(browser, { expected: [withoutSession, ...expected] });
    const failures: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) failures.push(`${String(response.status())} ${response.url()}`);
    });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${url}/#pair=${await makeCode(server, 'operator')}`);
    await page.getByRole('button', { name: /^Pair this/u }).click();
    return { page, url, failures, asked };
  }

  const trusting = () => serverForTest({ args: ['--trusted-proxy', '127.0.0.1'] });

  /** Moves the warn level of the CPU by keys, and waits until the server has it. */
  async function moveLevel(page: Page, server: RunningServer): Promise<void> {
    await handleOf(page).focus();
    await page.keyboard.press('ArrowDown');
    await standsAt(page, 79);
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => JSON.stringify((await ownerOf(server).ask('/api/v1/rules')).body), { timeout: 20_000 })
      .toMatch(/"series":"cpu\.total"[^}]*"warn":79/u);
  }

  test('goes on by long polling where streams are held back, says so, and changes a level by POST', async () => {
    const server = await trusting();
    const { page } = await open(server, { directives: holdingBack }, [withoutChannel, replaced]);
    await waitForPhase(page, 'poll', 60_000);
    await page.locator('[data-connection="poll"]').getByText('long poll').waitFor();
    await waitForValues(page, 'memory');
    await moveLevel(page, server);
    expect(await page.locator('[data-connection="poll"]').count()).toBe(1);
  });

  test('is live below a sub-path, loads nothing from outside it, and changes a level', async () => {
    const server = await trusting();
    const { page, url, failures, asked } = await open(server, { under: '/pulse/' });
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await waitForPhase(page, 'live', 60_000);
    await waitForValues(page, 'memory');
    await moveLevel(page, server);
    await page.reload();
    await waitForPhase(page, 'live', 60_000);
    await standsAt(page, 79);
    expect([...asked, ...sockets].filter((one) => !one.replace('ws:', 'http:').startsWith(`${url}/`))).toEqual([]);
    expect(sockets.length).toBeGreaterThan(0);
    expect(failures.filter((failure) => !/^401|^429 \S+\/api\/v1\/history/u.test(failure))).toEqual([]);
  });
});
