import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { problemsOf } from '../support/browser.ts';
import { desktopDisplay, electronForTests, lacksDesktop, launchDesktop } from '../support/electron.ts';
import { startForeignSite } from '../support/foreign-site.ts';
import { freePort } from '../support/free-port.ts';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { windowContract } from '../support/window-contract.ts';

/** The token as it leaves the main process, which no page can watch. */
async function sniffToken(app: ElectronApplication, page: Page): Promise<string> {
  await app.evaluate(({ session }) => {
    session.defaultSession.webRequest.onSendHeaders(({ requestHeaders }) => {
      Reflect.set(globalThis, 'sent', requestHeaders.Authorization ?? '');
    });
  });
  await page.evaluate(() => fetch('/healthz'));
  const header = await app.evaluate(() => String(Reflect.get(globalThis, 'sent')));
  return header.replace('Bearer ', '');
}

describe.skipIf(lacksDesktop())('the desktop window', () => {
  const display = desktopDisplay();

  /** Starts the app; only its own token opens the server, where `LANPULSE_LOOPBACK_ROLE` is not set otherwise. */
  async function open(settings: Readonly<Record<string, string>> = {}, options: readonly string[] = []) {
    const own = { LANPULSE_DATA_DIR: temporaryFolder(), LANPULSE_PORT: '0', LANPULSE_LOOPBACK_ROLE: 'none' };
    const app = await launchDesktop(display(), { ...own, ...settings }, options);
    const child = app.process();
    const exited = once(child, 'exit');
    onTestFinished(async () => {
      if (child.exitCode === null && child.signalCode === null) await app.close();
    });
    const page = await app.firstWindow();
    const problems = problemsOf(page);
    await page.waitForSelector('[data-connection="live"]');
    return { app, page, problems, child, exited };
  }

  windowContract((role) => open(role === undefined ? {} : { LANPULSE_LOOPBACK_ROLE: role }));

  test('keeps its token from the page and from other sites', async () => {
    const { app, page } = await open();
    const token = await sniffToken(app, page);
    expect(token).toMatch(/^[\w-]{43}$/u);

    const readable = await page.evaluate(async () => {
      const answers = await Promise.all(
        ['/', '/api/v1/info', '/api/v1/server'].map(async (path) => {
          const answer = await fetch(path);
          return [...answer.headers, await answer.text()];
        }),
      );
      return JSON.stringify([
        document.documentElement.outerHTML,
        document.cookie,
        location.href,
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        performance.getEntries(),
        Object.getOwnPropertyNames(window),
        answers,
      ]);
    });
    expect(readable).toContain('Lanpulse');
    expect(readable).not.toContain(token);

    const site = await startForeignSite();
    await app.evaluate(
      ({ session }, url) => session.defaultSession.fetch(url).then((answer) => answer.status),
      site.url,
    );
    expect(site.requests).toEqual([{ url: '/', authorization: undefined }]);
  });

  test('is an ordinary sandboxed page without Node', async () => {
    const { app } = await open();
    const preferences = await app.evaluate(({ BrowserWindow }): unknown => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      // Electron has it, its types do not.
      if (contents === undefined || !('getLastWebPreferences' in contents)) return null;
      const { getLastWebPreferences: read } = contents;
      return typeof read === 'function' ? Reflect.apply(read, contents, []) : null;
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(preferences).not.toHaveProperty('preload');
  });

  test('opens no other window, and hands only web addresses to the browser of the system', async () => {
    const { app, page } = await open();
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Reflect.set(globalThis, 'opened', opened);
      shell.openExternal = (url) => {
        opened.push(url);
        return Promise.resolve();
      };
    });
    const results = await page.evaluate(() =>
      ['about:blank', 'file:///etc/hostname', 'smb://example.invalid/x', 'https://example.invalid/docs'].map(
        (url) => window.open(url) === null,
      ),
    );
    expect(results).toEqual([true, true, true, true]);
    expect(app.windows()).toHaveLength(1);
    expect(await app.evaluate((): unknown => Reflect.get(globalThis, 'opened'))).toEqual([
      'https://example.invalid/docs',
    ]);
  });

  test.each(['the window closes', 'SIGTERM'])('says bye and ends its server within 2 s after %s', async (cause) => {
    const { app, page, child, exited } = await open({ LANPULSE_LOOPBACK_ROLE: 'viewer' });
    const { origin } = new URL(page.url());
    const stream = await fetch(`${origin}/api/v1/events`);

    const askedMs = performance.now();
    if (cause === 'SIGTERM') child.kill('SIGTERM');
    else
      await app.evaluate(({ BrowserWindow }) => {
        for (const window of BrowserWindow.getAllWindows()) window.close();
      });
    expect(await stream.text()).toMatch(/event: ?bye\n/u);
    await exited;
    expect(performance.now() - askedMs).toBeLessThan(2_000);
    expect(child.exitCode).toBe(0);
    await expect(fetch(origin)).rejects.toThrow();
  });

  test('takes options like the headless server, and they beat the environment', async () => {
    const wanted = await freePort();
    const dataDir = temporaryFolder();
    const { page } = await open({}, ['--port', wanted, '--data-dir', dataDir, '--interval', '500']);
    expect(new URL(page.url()).port).toBe(wanted);
    expect(await readdir(dataDir)).toContain('window');
    await page.locator('[data-every-ms="500"]').waitFor();
  });

  test(
    'npm start hands its options on, and refuses a bad one with one line and exit code 2',
    {
      timeout: 240_000,
    },
    async () => {
      const start = async (...options: string[]) =>
        startProgram(process.execPath, ['--import', 'tsx', inProject('build', 'start.ts'), ...options], {
          DISPLAY: display(),
          ELECTRON_OVERRIDE_DIST_PATH: dirname(await electronForTests()),
          LANPULSE_DATA_DIR: temporaryFolder(),
        });
      const wanted = await freePort();
      const app = await start('--port', wanted);
      const health = () =>
        fetch(`http://127.0.0.1:${wanted}/healthz`).then(
          (answer) => answer.text(),
          () => null,
        );
      // It builds first where the output is stale.
      await expect.poll(health, { timeout: 120_000 }).toBe('ok');
      app.signal('SIGTERM');
      expect(await app.ended).toBe(0);

      const refused = await start('--port', 'many');
      expect(await refused.ended).toBe(2);
      expect(refused.stderr()).toMatch(/^lanpulse: --port [^\n]+$/mu);
    },
  );

  test.each(['operator', 'none'])(
    'shows the dashboard of a server that has its data directory already, where this machine is %s, and leaves it running',
    async (role) => {
      const dataDir = temporaryFolder();
      const server = await serverForTest({ dataDir, env: { LANPULSE_LOOPBACK_ROLE: role } });
      const { page, app, exited, child } = await open({ LANPULSE_DATA_DIR: dataDir });
      expect(await page.evaluate(async () => (await fetch('/api/v1/server')).status)).toBe(200);
      expect(new URL(page.url()).origin).toBe(server.url);
      await app.close();
      await exited;
      expect(child.exitCode).toBe(0);
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    },
  );

  test('takes another port where its own is taken', async () => {
    const site = await startForeignSite();
    const { page } = await open({ LANPULSE_PORT: site.port });
    expect(new URL(page.url()).port).not.toBe(site.port);
    expect(site.requests).toEqual([]);
  });
});
