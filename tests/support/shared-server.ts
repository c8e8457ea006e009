import type { Browser, Locator, Page } from 'playwright-core';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import type { Role } from '../../src-shared/protocol/events.ts';
import { pairingSchema } from '../../src-shared/protocol/sharing.ts';
import { launchBrowser, openPage, type PageOptions } from './browser.ts';
import { waitForPhase } from './dashboard-page.ts';
import { makeSmallNetwork, type SmallNetwork } from './second-host.ts';
import { startServer, type RunningServer, type ServerOptions } from './server.ts';

/** What a phone's browser calls itself. */
const phoneAgent =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';

/** Console errors of a page that has no session, or is about to get one. */
const withoutSession = [/\b(?:401|403|429)\b/u, /net::ERR_/u, /WebSocket/u];

/** A phone of 390 px. */
export const phone: PageOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  userAgent: phoneAgent,
  expected: withoutSession,
};

/** Two machines of a LAN, each with a browser of its own. */
export interface Lan {
  readonly network: SmallNetwork;
  /** On the machine that runs the server. */
  readonly here: Browser;
  /** On the other one. */
  readonly there: Browser;
  /** A server that ends with the test. */
  serve(options?: ServerOptions): Promise<RunningServer>;
  /** The dashboard on the server's own machine. */
  openHere(server: RunningServer, options?: PageOptions): Promise<Page>;
  /** Where the other machine finds a server. */
  urlOf(server: RunningServer): string;
  close(): Promise<void>;
}

/** Makes the machines and starts the browsers. */
export async function makeLan(): Promise<Lan> {
  const network = await makeSmallNetwork();
  const [here, there] = await Promise.all([launchBrowser(network.server.wrap), launchBrowser(network.second.wrap)]);
  return {
    network,
    here,
    there,
    async serve(options = {}) {
      const server = await startServer({ ...options, wrap: network.server.wrap });
      onTestFinished(async () => {
        if (server.child.exitCode === null && server.child.signalCode === null) await server.stop();
      });
      return server;
    },
    async openHere(server, options = {}) {
      const page = await openPage(here, {
        viewport: { width: 1440, height: 1000 },
        expected: withoutSession,
        ...options,
      });
      await page.goto(server.url);
      await waitForPhase(page, 'live');
      return page;
    },
    urlOf: ({ port }) => `http://${network.server.ipv4}:${String(port)}`,
    async close() {
      await Promise.all([here.close(), there.close()]);
      await network.close();
    },
  };
}

/** Opens the Share panel by its key. */
export async function openShare(page: Page): Promise<Locator> {
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog', { name: 'Share on this network' });
  await dialog.waitFor();
  return dialog;
}

/** Opens the Share panel and turns sharing on, where it is not. */
export async function share(page: Page): Promise<Locator> {
  const dialog = await openShare(page);
  const control = dialog.getByRole('switch', { name: /^Sharing is/u });
  await control.waitFor();
  if ((await control.getAttribute('aria-checked')) !== 'true') await control.click();
  await dialog.locator('[data-code]').waitFor();
  return dialog;
}

/** The code that the panel shows. */
export async function codeIn(dialog: Locator): Promise<string> {
  return (await dialog.locator('[data-code]').getAttribute('data-code')) ?? '';
}

/** Lets another machine in with a code that the panel shows, and waits until it is live. */
export async function pairPhone(lan: Lan, server: RunningServer, code: string, options = phone): Promise<Page> {
  const page = await openPage(lan.there, options);
  await page.goto(`${lan.urlOf(server)}/#pair=${code}`);
  await page.getByRole('button', { name: 'Pair this phone' }).click();
  await waitForPhase(page, 'live');
  return page;
}

/** A new code, as an operator's page asks for one. */
export async function codeFor(operator: Page, role: Role): Promise<string> {
  const body: unknown = await operator.evaluate(async (wanted) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/api/v1/pairing', { method: 'POST', headers, body: JSON.stringify({ role: wanted }) });
    const made: unknown = await answer.json();
    return made;
  }, role);
  return v.parse(pairingSchema, body).code;
}
