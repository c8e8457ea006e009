import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ElectronApplication } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { desktopDisplay, lacksDesktop, launchDesktop } from '../support/electron.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { markWelcomed } from '../support/welcomed.ts';

/** By then the app has kept its code, or will not. */
const keptByMs = 6_000;

describe.skipIf(lacksDesktop())('the code of the desktop app', () => {
  const display = desktopDisplay();

  async function open(settings: Readonly<Record<string, string>>, options: readonly string[] = []) {
    const app = await launchDesktop(display(), { LANPULSE_PORT: '0', ...settings }, options);
    const child = app.process();
    const exited = once(child, 'exit');
    const close = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await app.close();
      await exited;
    };
    onTestFinished(close);
    await (await app.firstWindow()).waitForSelector('[data-connection="live"]');
    return { app, close };
  }

  const switchedOff = (app: ElectronApplication) =>
    app.evaluate(({ app: inside }) => inside.commandLine.getSwitchValue('disable-features'));

  test('is compiled at the first start only, and kept beside what the window keeps', { timeout: 120_000 }, async () => {
    const dataDir = temporaryFolder();
    const folder = join(dataDir, 'window', 'code');
    const files = () => readdirSync(folder).map((name) => [name, statSync(join(folder, name)).ino] as const);
    const { app, close } = await open({ LANPULSE_DATA_DIR: dataDir });
    const kept = () => (existsSync(folder) ? files().map(([name]) => name.replace(/-[\w-]{8}\.cjs$/u, '')) : []);
    await expect
      .poll(kept, { timeout: 30_000 })
      .toEqual(['data-dir', 'desktop-app.cjs', 'rolldown-runtime', expect.stringMatching('server')]);
    const first = files();
    expect(await switchedOff(app)).not.toContain('BackgroundResourceFetch');
    await close();

    // What V8 had not taken would be kept anew.
    const again = await open({ LANPULSE_DATA_DIR: dataDir });
    expect(await switchedOff(again.app)).toContain('BackgroundResourceFetch');
    await sleep(keptByMs);
    expect(files()).toEqual(first);
  });

  test('is not kept where the data lies elsewhere', { timeout: 120_000 }, async () => {
    const home = temporaryFolder();
    const dataDir = temporaryFolder();
    markWelcomed(dataDir);
    await open({ XDG_DATA_HOME: home, LANPULSE_DATA_DIR: '' }, ['--data-dir', dataDir]);
    await sleep(keptByMs);
    expect(readdirSync(home)).toEqual([]);
  });
});
