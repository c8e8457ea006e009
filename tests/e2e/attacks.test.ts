import { execFile, spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { pairingSchema } from '../../src-shared/protocol/sharing.ts';
import { lacksBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { card } from '../support/card-in-page.ts';
import { waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import type { Door } from '../support/door.ts';
import { doorNames, openDoors } from '../support/doors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const execute = promisify(execFile);
/** Would be markup, or something of every object, where it is taken for that. */
const interfaceNames = ['<img_onerror>', 'constructor', 'toString', '__proto__'];
const withoutSession = [/\b(?:401|403)\b/u, /net::ERR_/u];
const figuresSchema = v.object({ connections: v.object({ sse: v.number() }) });

let doors: Awaited<ReturnType<typeof openDoors>>;

// Each door has a browser of its own, and the last test eight tabs of it.
describe.skipIf(lacksBrowser())('in a browser', { timeout: 240_000 }, () => {
  beforeAll(async () => {
    doors = await openDoors(
      [],
      {},
      async ({
        server: {
          wrap: [ip = '', ...args],
        },
      }) => {
        for (const [n, name] of interfaceNames.entries()) {
          const peer = ['peer', 'name', `peer${String(n)}`];
          await execute(ip, [...args, 'ip', 'link', 'add', 'name', name, 'type', 'veth', ...peer]);
        }
      },
    );
  });
  afterAll(() => doors.close());

  describe.each(doorNames)('that comes through %s', (name) => {
    let door: Door;
    let browser: Browser;
    beforeAll(async () => {
      door = doors.at(name);
      const { network } = doors;
      const host = name.startsWith('loopback') ? network?.server : network?.second;
      // Encrypted without HTTP/2 is what older proxies and programs speak; a browser does only where it is told to.
      browser = await launchBrowser(host?.wrap, name.endsWith('encrypted') ? ['--disable-http2'] : []);
    });
    afterAll(() => browser.close());

    /** A page that was let in by a code, as a viewer. */
    async function enter(path: string, prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
      const page = await openPage(browser, {
        viewport: { width: 1_440, height: 1_000 },
        ignoreHTTPSErrors: true,
        expected: withoutSession,
      });
      await prepare?.(page);
      const headers = { ...door.as.operator, 'content-type': 'application/json' };
      const asked = { method: 'POST', headers, body: '{"role":"viewer"}' };
      const { text } = await door.ask('/api/v1/pairing', asked);
      const { code } = v.parse(pairingSchema, JSON.parse(text));
      await page.goto(`${door.url}${path}#pair=${code}`);
      await page.getByRole('button', { name: /^Pair this / }).click();
      return page;
    }

    const streams = async () => {
      const { text } = await door.ask('/api/v1/server', { headers: door.as.operator });
      return v.parse(figuresSchema, JSON.parse(text)).connections.sse;
    };

    test('names of processes and interfaces are text there, and nothing else', async () => {
      const program = join(temporaryFolder(), '<img src=x>');
      copyFileSync('/bin/sleep', program);
      const child = spawn(program, ['300']);
      onTestFinished(() => {
        child.kill();
      });
      const page = await enter('/?metrics=memory,network,processes');
      await waitForPhase(page, 'live', 60_000);
      const table = card(page, 'processes');
      await table.getByRole('searchbox').fill('<img src');
      await table.getByText('<img src=x> 300', { exact: true }).first().waitFor();
      if (doors.network !== null) await card(page, 'network').getByText('<img_onerror>').first().waitFor();
      expect(await page.locator('img, [onerror]').count()).toBe(0);
      await waitForValues(page, 'memory', 2);
      expect(await page.evaluate(ofEveryObject)).toEqual([]);
    });

    test('what a server adds to its answers becomes no option of a chart', async () => {
      // Not over a stream, which a page cannot be made to read otherwise: its data are parsed by the same code.
      const page = await enter('/?metrics=cpu,memory,network', (entered) =>
        Promise.all([
          entered.route('**/api/v1/events?*', (route) => route.abort()),
          entered.addInitScript(addToAnswers),
        ]),
      );
      await waitForPhase(page, 'poll', 60_000);
      await waitForValues(page, 'memory', 2);
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset.added ?? '')).toBe('true');
      // Any of those options would leave no room for what is drawn.
      for (const id of ['cpu', 'memory']) {
        await expect.poll(() => card(page, id).locator('canvas').first().evaluate(paintedShare)).toBeGreaterThan(0.01);
      }
      expect(await page.evaluate(ofEveryObject)).toEqual([]);
    });

    test('eight tabs are live over one stream', async () => {
      await expect.poll(streams, { timeout: 30_000 }).toBe(0);
      const first = await enter('/?metrics=memory');
      await waitForPhase(first, 'live', 60_000);
      const tabs = [first];
      while (tabs.length < 8) {
        const tab = await first.context().newPage();
        await tab.goto(`${door.url}/?metrics=memory`);
        await waitForPhase(tab, 'live', 60_000);
        tabs.push(tab);
      }
      await Promise.all(tabs.map((tab) => waitForValues(tab, 'memory', 1, 60_000)));
      await expect.poll(streams, { timeout: 30_000 }).toBe(1);
    });
  });
});

/** What objects have in the page that they do not have by themselves. */
function ofEveryObject(): string[] {
  const names: string[] = [];
  for (const name in {}) names.push(name);
  return names;
}

/** How much of a canvas is painted. */
function paintedShare(canvas: Element): number {
  if (!(canvas instanceof HTMLCanvasElement)) return 0;
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  let painted = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) painted += 1;
  return (4 * painted) / data.length;
}

/** Runs in the page before its own code: each answer to a poll then brings more with it. */
function addToAnswers(): void {
  const own = window.fetch.bind(window);
  const options = '{"layout":{"padding":1000},"devicePixelRatio":0.01}';
  const more = `"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"options":${options},"layout":{"padding":1000},`;
  window.fetch = async (input, init) => {
    const answer = await own(input, init);
    if (!(input instanceof Request ? input.url : String(input)).includes('/poll?') || !answer.ok) return answer;
    document.documentElement.dataset.added = 'true';
    const text = await answer.text();
    // Definitions, the host, rules, and each sample as a whole.
    const changed = text.replaceAll(/\{(?="(?:id|name|series|t|viewer)":)/gu, `{${more}`);
    return new Response(changed, { status: answer.status, headers: answer.headers });
  };
}
