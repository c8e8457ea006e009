import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from 'playwright-core';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makePair } from '../../src-main/tls/make-pair.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { askFrom } from '../support/ask-from.ts';
import { problemsOf } from '../support/browser.ts';
import { waitForValues } from '../support/dashboard-page.ts';
import { desktopDisplay, electronForTests, lacksDesktop, launchDesktop } from '../support/electron.ts';
import { startProgram } from '../support/program.ts';
import { canMakeHosts, makeSmallNetwork } from '../support/second-host.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { handleOf, standsAt } from '../support/threshold-handles.ts';

const shownSchema = v.object({
  code: v.string(),
  fingerprint: v.string(),
  address: v.string(),
  window: v.string(),
});

/** What a request of the page's brings along, as it leaves the main process. */
const authorizationOf = async (app: ElectronApplication, page: Page, path: string) => {
  await app.evaluate(({ session }) => {
    session.defaultSession.webRequest.onSendHeaders(({ requestHeaders }) => {
      Reflect.set(globalThis, 'sent', requestHeaders.Authorization ?? '');
    });
  });
  await page.evaluate((asked) => fetch(asked), path);
  return app.evaluate(() => String(Reflect.get(globalThis, 'sent')));
};

describe.skipIf(lacksDesktop())('the desktop window over TLS', () => {
  const display = desktopDisplay();

  async function open(settings: Readonly<Record<string, string>>, options: readonly string[] = []) {
    const app = await launchDesktop(display(), { LANPULSE_PORT: '0', ...settings }, options);
    const child = app.process();
    onTestFinished(async () => {
      if (child.exitCode === null && child.signalCode === null) await app.close();
    });
    const page = await app.firstWindow();
    const problems = problemsOf(page);
    await page.locator('[data-connection="live"]').waitFor({ timeout: 60_000 });
    return { app, page, problems };
  }

  /** Asks another address from the session of the window; resolves with what came of it. */
  const fetchBy = (app: ElectronApplication, url: string) =>
    app.evaluate(
      ({ session }, asked) =>
        session.defaultSession.fetch(asked).then(
          (answer) => String(answer.status),
          (error: unknown) => String(error),
        ),
      url,
    );

  /** Another server of this machine, with a certificate of its own. */
  async function startOther(): Promise<{ url: string; asked: () => number }> {
    let asked = 0;
    const server = createServer(
      await makePair(['127.0.0.1', 'localhost'], 'other', Date.now()),
      (_request, response) => {
        asked += 1;
        response.end();
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The other server has no port.');
    return { url: `https://127.0.0.1:${String(address.port)}/`, asked: () => asked };
  }

  const asWindow = (dataDir: string) => ({ LANPULSE_DATA_DIR: dataDir });

  test('shows the dashboard of an encrypted server that runs already, and changes a level there', async () => {
    const dataDir = temporaryFolder();
    const server = await serverForTest({ dataDir, args: ['--tls'], env: { LANPULSE_LOOPBACK_ROLE: 'none' } });
    const { app, page, problems } = await open(asWindow(dataDir));
    expect(new URL(page.url()).origin).toBe(server.url);
    expect(server.url).toMatch(/^https:/u);
    await waitForValues(page, 'memory', 2);
    expect(
      await page.evaluate(() =>
        performance
          .getEntriesByType('navigation')
          .map((one) => (one instanceof PerformanceNavigationTiming ? one.nextHopProtocol : '')),
      ),
    ).toEqual(['h2']);
    await handleOf(page).focus();
    await page.keyboard.press('ArrowDown');
    await standsAt(page, 79);
    await page.keyboard.press('Enter');
    await expect.poll(() => server.stderr(), { timeout: 20_000 }).toMatch(/"audit":"threshold\.set","by":"cli"/u);
    expect(await page.evaluate(async () => (await fetch('/api/v1/server')).status)).toBe(200);
    expect(problems).toEqual([]);
    const { child } = server;
    await app.close();
    expect(child.exitCode).toBe(null);
  });

  test('trusts that server’s certificate alone, and sends its token nowhere else', async () => {
    const dataDir = temporaryFolder();
    await serverForTest({ dataDir, args: ['--tls'] });
    const { app, page } = await open(asWindow(dataDir));
    expect(await authorizationOf(app, page, '/healthz')).toMatch(/^Bearer [\w-]{43}$/u);
    const other = await startOther();
    expect(await fetchBy(app, other.url)).toContain('ERR_');
    expect(await fetchBy(app, other.url.replace('127.0.0.1', 'localhost'))).toContain('ERR_CERT');
    expect(other.asked()).toBe(0);
  });

  test('knows a server by the certificate of its owner, whoever signed it', async () => {
    const dataDir = temporaryFolder();
    const own = await makePair(['nas.example'], 'own', Date.now());
    const files = { cert: join(dataDir, 'own.crt'), key: join(dataDir, 'own.key') };
    writeFileSync(files.cert, own.cert);
    writeFileSync(files.key, own.key);
    const { url } = await serverForTest({ dataDir, args: ['--tls-cert', files.cert, '--tls-key', files.key] });
    const { page } = await open(asWindow(dataDir));
    expect(new URL(page.url()).origin).toBe(url);
    await waitForValues(page, 'memory', 1);
  });

  test.skipIf(!canMakeHosts).each([
    ['the switches of its Share panel', []],
    ['options', ['--share', '--tls']],
  ])(
    'goes on where the app itself encrypts and shares by %s; others find the certificate that it shows',
    async (_name, options) => {
      const network = await makeSmallNetwork();
      onTestFinished(() => network.close());
      const dataDir = temporaryFolder();
      const [program = '', ...wrap] = network.server.wrap;
      const script = fileURLToPath(new URL('../support/sharing-desktop.ts', import.meta.url));
      const desktop = startProgram(program, [...wrap, process.execPath, '--import', 'tsx', script, ...options], {
        DISPLAY: display(),
        LANPULSE_DATA_DIR: dataDir,
        ELECTRON_OVERRIDE_DIST_PATH: dirname(await electronForTests()),
      });
      const shown = v.parse(shownSchema, JSON.parse(await desktop.firstLine));
      // The window has its own way in, in the clear, which leaves the machine nowhere.
      expect(shown.window).toMatch(/^http:\/\/127\.0\.0\.1:/u);
      expect(new URL(shown.address).hostname).toBe(network.server.ipv4);
      const ca = readFileSync(join(dataDir, 'tls', 'certificate.pem'), 'utf8');
      expect(new X509Certificate(ca).fingerprint256).toBe(shown.fingerprint);
      const body = { code: shown.code, token: true };
      expect((await askFrom(network.second, new URL('/api/v1/pair', shown.address).href, { body, ca })).status).toBe(
        200,
      );
      desktop.signal('SIGTERM');
      expect(await desktop.ended).toBe(0);
    },
  );
});
