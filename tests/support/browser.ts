import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { chromiumFlags, findChromium } from './chromium.ts';

/** True in the build that decides about a commit: there a missing program is a failure, never a skipped test. */
export const inCi = process.env.CI === 'true';

/**
 * For `describe.skipIf(...)`: true where browser tests are left out, because no Chromium is installed and this is not
 * the build that decides. Says so once.
 */
export function lacksBrowser(): boolean {
  if (inCi || findChromium() !== null) return false;
  process.stderr.write('No Chromium is installed: the browser tests are skipped (CI would fail).\n');
  return true;
}

/**
 * Starts Chromium without a window.
 * @param wrap program and arguments that run it, such as those of a host of `makeSmallNetwork`
 * @param more flags beside the usual ones
 */
export async function launchBrowser(wrap: readonly string[] = [], more: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium is installed; the package is called chromium.');
  if (wrap.length === 0) return await chromium.launch({ executablePath, args: [...chromiumFlags, ...more] });
  const folder = mkdtempSync(join(tmpdir(), 'lanpulse-browser-'));
  const program = join(folder, 'chromium');
  writeFileSync(program, `#!/bin/sh\nexec ${[...wrap, executablePath].join(' ')} "$@"\n`, { mode: 0o700 });
  const browser = await chromium.launch({ executablePath: program, args: [...chromiumFlags, ...more] });
  browser.on('disconnected', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return browser;
}

/** Settings of {@link openContext}. */
export interface ContextOptions extends BrowserContextOptions {
  /** True for a browser that has never seen the page, and is told what it is. */
  readonly isFirstVisit?: boolean;
}

/** A browser profile of its own. */
export async function openContext(
  browser: Browser,
  { isFirstVisit = false, ...options }: ContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  if (!isFirstVisit) {
    await context.addInitScript(() => {
      if (location.protocol.startsWith('http')) localStorage.setItem('lanpulse.welcomed', 'yes');
    });
  }
  return context;
}

/** Settings of {@link openPage}. */
export interface PageOptions extends ContextOptions {
  /** Console errors that belong to the test, such as those of a server that was killed on purpose. */
  readonly expected?: readonly RegExp[];
}

/**
 * A fresh page in a context of its own, closed after the test. The test fails on any console error or uncaught
 * exception that is not expected.
 */
export async function openPage(browser: Browser, { expected = [], ...options }: PageOptions = {}): Promise<Page> {
  const context = await openContext(browser, options);
  const page = await context.newPage();
  const problems = problemsOf(page);
  onTestFinished(async () => {
    await context.close();
    expect(problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)))).toEqual([]);
  });
  return page;
}

/** Collects what a page complains about: console errors and uncaught exceptions. */
export function problemsOf(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (isAskedAgain(message)) return;
    if (message.type() === 'error') problems.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => {
    problems.push(String(error));
  });
  return problems;
}

/** A server that has much to do answers questions about the past by 429, and pages ask again a little later. */
function isAskedAgain(message: ConsoleMessage): boolean {
  return message.text().includes('status of 429') && /\/api\/v1\/(?:history|processes)\b/u.test(message.location().url);
}

/** Lets the pages of a browser stand still, as a system does that needs its memory or goes to sleep; wake them with the result. */
export async function putPagesToSleep(browser: Browser): Promise<() => void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const signal = (name: NodeJS.Signals) => {
    for (const id of pages) process.kill(id, name);
  };
  signal('SIGSTOP');
  const wake = () => {
    signal('SIGCONT');
  };
  onTestFinished(wake);
  return wake;
}
