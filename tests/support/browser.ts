import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** Names under which a Chromium may be installed; `LANPULSE_CHROMIUM` names another one. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** True in the build that decides about a commit: there a missing program is a failure, never a skipped test. */
export const inCi = process.env.CI === 'true';

function findChromium(): string | null {
  const { LANPULSE_CHROMIUM: named, PATH: path = '' } = process.env;
  if (named !== undefined && named !== '') return named;
  const places = path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return places.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * For `describe.skipIf(...)`: true where browser tests are left out, because no Chromium is installed and this is not
 * the build that decides. Says so once.
 */
export function lacksBrowser(): boolean {
  if (inCi || findChromium() !== null) return false;
  process.stderr.write('No Chromium is installed: the browser tests are skipped (CI would fail).\n');
  return true;
}

/** Starts Chromium without a window. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium is installed; the package is called chromium.');
  return await chromium.launch({ executablePath, args: flags });
}

/** Settings of {@link openPage}. */
export interface PageOptions extends BrowserContextOptions {
  /** Console errors that belong to the test, such as those of a server that was killed on purpose. */
  readonly expected?: readonly RegExp[];
}

/**
 * A fresh page in a context of its own, closed after the test. The test fails on any console error or uncaught
 * exception that is not expected.
 */
export async function openPage(browser: Browser, { expected = [], ...options }: PageOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
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
    if (message.type() === 'error') problems.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => {
    problems.push(String(error));
  });
  return problems;
}
