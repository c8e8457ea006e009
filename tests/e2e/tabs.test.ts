import type { Browser, Page } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { browserTabs, expectWhole, type BrowserTabs } from '../support/browser-tabs.ts';
import { launchBrowser, lacksBrowser } from '../support/browser.ts';
import { card } from '../support/card-in-page.ts';
import { samplesHeld, waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import { startProxy } from '../support/interfering-proxy.ts';
import { ownerOf, pairBrowser, sessionsOf } from '../support/paired.ts';
import { startServer, type RunningServer, type ServerOptions } from '../support/server.ts';

/** What Chromium writes about connections that break; some of these tests break them. */
const broken = [/net::ERR_/u, /WebSocket connection to/u];

async function runningServer(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await startServer(options);
  onTestFinished(async () => {
    if (server.child.exitCode === null && server.child.signalCode === null) await server.stop();
  });
  return server;
}

const figuresSchema = v.object({ viewers: v.number(), connections: v.object({ sse: v.number(), poll: v.number() }) });

async function figures(url: string) {
  return v.parse(figuresSchema, await (await fetch(`${url}/api/v1/server`)).json());
}

const streams = async (url: string) => (await figures(url)).connections.sse;

const allMove = (pages: readonly Page[], timeoutMs?: number) =>
  Promise.all(pages.map((page) => waitForValues(page, 'memory', 2, timeoutMs)));

const allWhole = (pages: readonly Page[], url: string, sinceMs: number, earlier?: readonly number[]) =>
  Promise.all(pages.map((page) => expectWhole(page, url, sinceMs, earlier)));

describe.skipIf(lacksBrowser())('tabs of one browser', { timeout: 180_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function openTabs(count: number, url: string, expected: readonly RegExp[] = []) {
    const tabs: BrowserTabs = await browserTabs(browser, url, expected);
    const first = await tabs.open();
    const others: Page[] = [];
    while (others.length < count - 1) others.push(await tabs.open());
    await allMove(tabs.pages);
    return { tabs, first, others };
  }

  test('eight are live over one connection, and so is a ninth', async () => {
    const { url } = await runningServer();
    const sinceMs = Date.now();
    const { tabs } = await openTabs(8, url);
    await expect.poll(() => streams(url)).toBe(1);
    // A tab that waited for one of the six connections of its browser would wait for ever.
    const ninth = await tabs.open();
    await allMove([ninth]);
    await expect.poll(() => streams(url)).toBe(1);
    await allWhole(tabs.pages, url, sinceMs);
  });

  test('have a lock for the one with the connection, which goes to the next', async () => {
    const { url } = await runningServer();
    const { first, others } = await openTabs(2, url);
    const [second] = others;
    const held = () =>
      second?.evaluate(async () => (await navigator.locks.query()).held?.map(({ clientId }) => clientId));
    const before = await held();
    expect(before).toHaveLength(1);
    await first.close();
    await expect.poll(held).not.toEqual(before);
    await expect.poll(held).toHaveLength(1);
    await allMove(others, 15_000);
  });

  test('go on when the one with the connection is closed', async () => {
    const { url } = await runningServer();
    const sinceMs = Date.now();
    const { first, others } = await openTabs(8, url);
    await first.close();
    await allMove(others, 15_000);
    await expect.poll(() => streams(url)).toBe(1);
    await allWhole(others, url, sinceMs);
  });

  test('go on when the one with the connection crashes', async () => {
    const { url } = await runningServer();
    const sinceMs = Date.now();
    const { first, others } = await openTabs(8, url);
    const crashed = first.waitForEvent('crash');
    const session = await first.context().newCDPSession(first);
    // A page that has crashed does not answer.
    session.send('Page.crash').catch(() => undefined);
    await crashed;
    await expect.poll(() => streams(url), { timeout: 20_000, interval: 100 }).toBe(0);
    await expect.poll(() => streams(url), { timeout: 20_000, interval: 100 }).toBe(1);
    await allMove(others, 15_000);
    await allWhole(others, url, sinceMs);
  });

  test('go on when the one with the connection is frozen, and it has everything when it thaws', async () => {
    const { url } = await runningServer();
    const sinceMs = Date.now();
    const { first, others } = await openTabs(3, url);
    const session = await first.context().newCDPSession(first);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await allMove(others, 15_000);
    await expect.poll(() => streams(url)).toBe(1);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await allMove([first, ...others], 15_000);
    await expect.poll(() => streams(url)).toBe(1);
    await allWhole([first, ...others], url, sinceMs);
  });

  test('lose the network together, and have everything when it is back', async () => {
    const { url } = await runningServer();
    const proxy = await startProxy(url);
    const sinceMs = Date.now();
    const { tabs } = await openTabs(3, proxy.url, broken);
    proxy.cut();
    await Promise.all(tabs.pages.map((page) => waitForPhase(page, 'retrying', 10_000)));
    await tabs.pages[2]
      ?.getByText(/^Last sample ([5-9]|\d\d) s ago, retrying/u)
      .first()
      .waitFor();
    // Before it would try again by itself.
    await tabs.pages[1]
      ?.getByText(/retrying in (?:[89]|\d\d) s/u)
      .first()
      .waitFor();
    proxy.mend();
    await tabs.pages[1]?.getByRole('button', { name: 'Retry now' }).click();
    await Promise.all(tabs.pages.map((page) => waitForPhase(page, 'live', 10_000)));
    await allWhole(tabs.pages, url, sinceMs);
    await expect.poll(() => streams(url)).toBe(1);
  });

  test('find a server that was restarted', async () => {
    const server = await runningServer();
    const { tabs } = await openTabs(3, server.url, broken);
    const earlier = await samplesHeld(server.url);
    await server.stop('SIGKILL');
    await Promise.all(tabs.pages.map((page) => waitForPhase(page, 'retrying', 10_000)));
    const restartedMs = Date.now();
    const { url } = await runningServer({ args: ['--port', String(server.port)] });
    await Promise.all(tabs.pages.map((page) => waitForPhase(page, 'live', 40_000)));
    await allMove(tabs.pages);
    await expect.poll(() => streams(url)).toBe(1);
    await allWhole(tabs.pages, url, restartedMs, earlier);
  });

  test('are all shut out together when their session is revoked', async () => {
    // Where a proxy is configured this machine needs a session, too.
    const server = await runningServer({ args: ['--trusted-proxy', '127.0.0.1'] });
    const tabs = await browserTabs(browser, server.url, [...broken, /401 \(Unauthorized\)/u]);
    const guest = await pairBrowser(server, 'viewer');
    await tabs.enter(guest);
    const pages = [await tabs.open(), await tabs.open(), await tabs.open()];
    await allMove(pages);
    expect((await sessionsOf(server)).map(({ watching }) => watching)).toEqual([true]);
    await ownerOf(server).command('session.revoke', { sessionId: guest.sessionId });
    await Promise.all(pages.map((page) => page.getByRole('heading', { name: 'This device was removed' }).waitFor()));
    expect(await Promise.all(pages.map((page) => page.locator('[data-value]').count()))).toEqual([0, 0, 0]);
  });

  test('each show the process table that was asked for there', async () => {
    const { url } = await runningServer();
    const tabs = await browserTabs(browser, url);
    const pages = [await tabs.open('/?metrics=cpu,processes'), await tabs.open('/?metrics=cpu,processes')];
    const [usual, searching] = pages.map((page) => card(page, 'processes'));
    await searching?.getByRole('searchbox').fill('lanpulse no such process');
    await searching?.getByText('No process matches').waitFor();
    await usual?.locator('tbody tr').nth(5).waitFor();
    await searching?.getByRole('searchbox').fill('chrom');
    await searching?.locator('tbody tr').first().waitFor();
    const names = await searching?.locator('tbody th .name:first-child').allInnerTexts();
    expect(names?.filter((name) => !name.includes('chrom'))).toEqual([]);
    await expect.poll(() => streams(url)).toBe(1);
  });

  test('that come and go quickly leave nothing behind on the server', async () => {
    const { url } = await runningServer();
    const { tabs, first } = await openTabs(1, url);
    for (let round = 0; round < 3; round += 1) {
      const opened = await Promise.all(Array.from({ length: 4 }, () => tabs.open()));
      await Promise.all(opened.map((page) => page.close()));
    }
    await first.reload();
    await waitForPhase(first, 'live');
    await allMove([first]);
    await expect.poll(() => streams(url)).toBe(1);
    // Viewers that are gone are kept for a minute; most tabs were never one of their own.
    expect((await figures(url)).viewers).toBeLessThan(8);
    await first.close();
    await expect.poll(() => streams(url)).toBe(0);
  });
});
