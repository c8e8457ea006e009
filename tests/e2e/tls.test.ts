import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lacksBrowser, openPage } from '../support/browser.ts';
import { waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import { canMakeHosts } from '../support/second-host.ts';
import type { RunningServer } from '../support/server.ts';
import { codeFor, codeIn, makeLan, phone, share, type Lan } from '../support/shared-server.ts';
import { handleOf, standsAt } from '../support/threshold-handles.ts';

/** A phone whose owner has gone on past the browser's warning. */
const trusting = {
  ...phone,
  ignoreHTTPSErrors: true,
  // What a page that is still open in the clear asks for is sent on to another origin; a command that was under way when its
  // channel closed is sent once more, and such are not sent on.
  expected: [...(phone.expected ?? []), /blocked by CORS policy/u, /\b400\b.*\/api\/v1\/commands\)$/u],
};

const button = (page: Page) => page.getByRole('button', { name: 'Pair this phone' });

/** Turns encryption on or off, and waits until the panel shows it. */
async function encrypt(dialog: Locator, on: boolean): Promise<void> {
  const control = dialog.getByRole('switch', { name: 'Encrypt (TLS)' });
  await control.click();
  await dialog
    .getByText(`${on ? 'https' : 'http'}://`)
    .first()
    .waitFor();
  await dialog
    .page()
    .locator(`[role="switch"][aria-checked="${String(on)}"]`)
    .and(control)
    .waitFor();
}

/** The way by which each of these was fetched: `h2`, `http/1.1`. */
const protocolsOf = (page: Page, part: string) =>
  page.evaluate(
    (wanted) =>
      performance
        .getEntries()
        .flatMap((one) =>
          one instanceof PerformanceResourceTiming && one.name.includes(wanted) ? [one.nextHopProtocol] : [],
        ),
    part,
  );

/** The fingerprint of the certificate that is served on an address. */
async function servedFingerprint({ network: { server, second } }: Lan, port: number): Promise<string> {
  const socket = connectTls({ socket: second.connect(server.ipv4, port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

describe.skipIf(lacksBrowser() || !canMakeHosts)('a device on an encrypted address', { timeout: 240_000 }, () => {
  let lan: Lan;
  beforeAll(async () => {
    lan = await makeLan();
  });
  afterAll(() => lan.close());

  const secureUrl = (server: RunningServer) => lan.urlOf(server).replace('http:', 'https:');

  async function sharing() {
    const server = await lan.serve();
    const operator = await lan.openHere(server);
    const dialog = await share(operator);
    await encrypt(dialog, true);
    return { server, operator, dialog };
  }

  test('sees the certificate that the panel shows, pairs by its code, is live over HTTP/2, changes a level over its channel, and keeps its session to TLS', async () => {
    const { server, operator, dialog } = await sharing();
    const shown = await dialog.locator('.tls code').textContent();
    expect(shown?.replaceAll(/\s/gu, '')).toBe(await servedFingerprint(lan, server.port));
    const page = await openPage(lan.there, trusting);
    const sent: string[] = [];
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => sent.push(`${socket.url()} ${String(payload)}`));
    });
    await page.goto(`${secureUrl(server)}/?metrics=cpu,memory#pair=${await codeFor(operator, 'operator')}`);
    await button(page).click();
    await waitForPhase(page, 'live');
    await page.locator('[data-connection="live"]').getByText('SSE').waitFor();
    await waitForValues(page, 'memory', 2);
    expect(new Set(await protocolsOf(page, '/assets/'))).toEqual(new Set(['h2']));
    expect(await page.evaluate(() => window.isSecureContext)).toBe(true);
    const [session, ...others] = (await page.context().cookies()).filter(({ value }) => value.length === 43);
    expect(session).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Strict' });
    expect(others).toEqual([]);

    await page.locator('[data-control="ws"]').waitFor();
    await handleOf(page).focus();
    await page.keyboard.press('ArrowDown');
    await standsAt(page, 79);
    await page.keyboard.press('Enter');
    await standsAt(operator, 79);
    expect(sent.filter((frame) => frame.includes('"threshold.set"')).map((frame) => frame.split('/')[0])).toEqual([
      'wss:',
    ]);
  });

  test('is told why it must be paired anew when encryption is turned off, and need not be when it is turned on', async () => {
    const { server, operator, dialog } = await sharing();
    const page = await openPage(lan.there, trusting);
    await page.goto(`${secureUrl(server)}/#pair=${await codeFor(operator, 'viewer')}`);
    await button(page).click();
    await waitForPhase(page, 'live');
    await encrypt(dialog, false);
    await waitForPhase(page, 'retrying');
    await page.getByText('Encryption was turned off. This page goes on at its address without it').waitFor();
    await page.getByRole('link', { name: `Open ${lan.urlOf(server)}` }).click();
    await page.getByText('was paired over an encrypted address, and encryption has been turned off since').waitFor();
    await page.getByRole('textbox', { name: 'Pairing code' }).fill(await codeIn(dialog));
    await button(page).click();
    await waitForPhase(page, 'live');
    expect((await page.context().cookies()).filter(({ name }) => name.endsWith('_tls'))).toEqual([]);

    await encrypt(dialog, true);
    await page.getByText('Encryption was turned on.').waitFor();
    const link = page.getByRole('link', { name: `Open ${secureUrl(server)}` });
    expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await link.click();
    await waitForPhase(page, 'live');
    expect(page.url()).toMatch(/^https:/u);
  });
});
