import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serverForTest } from '../support/alerting-server.ts';
import { desktopForTest, isWindowVisible, startAgain } from '../support/desktop-app.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const slow = { timeout: 60_000 };

describe.skipIf(lacksDesktop())('a start that is interrupted', () => {
  const display = desktopDisplay();

  /** The app as it waits for the server on its data directory, which says nothing until it may go on. */
  async function startSlowly(flags: readonly string[] = []) {
    const dataDir = temporaryFolder();
    const { child: server } = await serverForTest({ dataDir });
    const goOn = () => {
      server.kill('SIGCONT');
    };
    onTestFinished(goOn);
    server.kill('SIGSTOP');
    const started = await desktopForTest(display(), { LANPULSE_DATA_DIR: dataDir }, [], flags);
    await expect.poll(() => readdirSync(join(dataDir, 'window')), slow).toContain('SingletonLock');
    return { ...started, goOn, start: () => startAgain(display(), { LANPULSE_DATA_DIR: dataDir }) };
  }

  test('shows its window though it was to be hidden, where somebody starts it again meanwhile', async () => {
    const { app, goOn, start } = await startSlowly(['--hidden']);
    expect(await (await start()).ended).toBe(0);
    expect(app.windows()).toEqual([]);
    goOn();
    await expect.poll(() => isWindowVisible(app), slow).toBe(true);
  });

  test('opens the settings where they are wanted while the page is loaded for the first time', async () => {
    const { app, child, goOn } = await startSlowly();
    await app.evaluate(({ app: electron, Menu }) => {
      electron.once('browser-window-created', (_event, window) => {
        window.webContents.once('did-start-loading', () => {
          // The menu is made in the same turn.
          setImmediate(() => {
            const entries = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
            entries.find(({ label }) => label === 'Settings…')?.click();
          });
        });
      });
    });
    goOn();
    const page = await app.firstWindow(slow);
    await page.getByRole('dialog', { name: 'Settings' }).waitFor(slow);
    expect(child.exitCode).toBeNull();
  });

  test('goes on where its page is reloaded while it is loaded for the first time', async () => {
    const { app, child, goOn } = await startSlowly();
    await app.evaluate(({ app: electron }) => {
      electron.once('browser-window-created', (_event, { webContents }) => {
        webContents.once('did-start-navigation', () => {
          setImmediate(() => {
            webContents.reload();
          });
        });
      });
    });
    goOn();
    const page = await app.firstWindow(slow);
    await page.locator('[data-connection="live"]').waitFor(slow);
    expect(child.exitCode).toBeNull();
  });
});

describe.skipIf(lacksDesktop())('a page that cannot be loaded at the start', () => {
  const display = desktopDisplay();

  test('does not end the app, and is loaded as soon as something answers', async () => {
    const port = await freePort();
    const { app, child } = await desktopForTest(display(), { ELECTRON_RENDERER_URL: `http://127.0.0.1:${port}` });
    const words = text(child.stderr);
    await expect.poll(words, slow).toContain('a page could not be loaded');
    const server = createServer((_request, response) => response.end('<title>Here at last</title>'));
    onTestFinished(() => void server.close());
    server.listen(Number(port), '127.0.0.1');
    const title = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getTitle());
    await expect.poll(title, slow).toBe('Here at last');
    expect(child.exitCode).toBeNull();
    expect(words()).not.toContain('could not start');
  });
});

/** What a stream has said since, at any time. */
function text(stream: Readable | null): () => string {
  let said = '';
  stream?.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  return () => said;
}

describe.skipIf(lacksDesktop())('a page whose process dies', () => {
  const display = desktopDisplay();

  test('is loaded again, and live; where nothing answers, again and again', async () => {
    const { app } = await desktopForTest(display());
    const page = await app.firstWindow();
    await page.locator('[data-connection="live"]').waitFor(slow);
    // The one who drives it has lost the page then, so the app itself is asked.
    await app.evaluate(async ({ BrowserWindow }) => {
      const [contents] = BrowserWindow.getAllWindows().map(({ webContents }) => webContents);
      await new Promise<void>((resolve) => {
        contents?.once('did-finish-load', resolve);
        contents?.forcefullyCrashRenderer();
      });
    });
    const connection = () =>
      app.evaluate(async ({ BrowserWindow }) => {
        const answer: unknown = await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          'document.querySelector("[data-connection]")?.dataset.connection',
        );
        return answer;
      });
    await expect.poll(connection, slow).toBe('live');

    // Now nothing answers when it is loaded again, and then once more.
    await app.evaluate(async ({ BrowserWindow }) => {
      const [contents] = BrowserWindow.getAllWindows().map(({ webContents }) => webContents);
      contents?.session.webRequest.onBeforeRequest((_details, decide) => {
        decide({ cancel: true });
      });
      await new Promise<void>((resolve) => {
        contents?.once('did-fail-load', () => {
          contents.once('did-fail-load', () => {
            resolve();
          });
        });
        contents?.forcefullyCrashRenderer();
      });
      await new Promise<void>((resolve) => {
        contents?.once('did-navigate', () => {
          resolve();
        });
        contents?.session.webRequest.onBeforeRequest(null);
      });
    });
    await expect.poll(connection, slow).toBe('live');
  });
});
