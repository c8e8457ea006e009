import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { desktopDisplay, lacksDesktop, launchDesktop } from '../support/electron.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe.skipIf(lacksDesktop())('the place of the desktop window', () => {
  const display = desktopDisplay();

  async function open(dataDir: string) {
    const app = await launchDesktop(display(), { LANPULSE_DATA_DIR: dataDir, LANPULSE_PORT: '0' });
    const child = app.process();
    const exited = once(child, 'exit');
    onTestFinished(async () => {
      if (child.exitCode === null && child.signalCode === null) await app.close();
    });
    await (await app.firstWindow()).waitForSelector('[data-connection="live"]');
    return { app, exited };
  }

  const boundsOf = (app: ElectronApplication) =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());

  const closeWindow = (app: ElectronApplication) =>
    app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.close();
    });

  test('is the one where it was closed', async () => {
    const dataDir = temporaryFolder();
    const moved = { x: 60, y: 40, width: 640, height: 520 };
    const first = await open(dataDir);
    await first.app.evaluate(({ BrowserWindow }, bounds) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
    }, moved);
    await expect.poll(() => boundsOf(first.app)).toEqual(moved);
    await closeWindow(first.app);
    await first.exited;

    expect(await boundsOf((await open(dataDir)).app)).toEqual(moved);
  });

  test(
    'is left to the system when the kept one lies on no screen, or cannot be read',
    { timeout: 240_000 },
    async () => {
      const dataDir = temporaryFolder();
      const first = await open(dataDir);
      const usual = await boundsOf(first.app);
      await closeWindow(first.app);
      await first.exited;
      const file = join(dataDir, 'window', 'place.json');
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ bounds: usual, isMaximized: false });

      for (const content of [
        '{"bounds":{"x":90000,"y":0,"width":640,"height":520},"isMaximized":true}',
        '{"bounds":',
      ]) {
        writeFileSync(file, content);
        const next = await open(dataDir);
        expect(await boundsOf(next.app)).toEqual(usual);
        await closeWindow(next.app);
        await next.exited;
      }
    },
  );
});
