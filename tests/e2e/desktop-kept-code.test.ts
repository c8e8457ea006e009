import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { desktopDisplay, lacksDesktop, launchDesktop } from '../support/electron.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { markWelcomed } from '../support/welcomed.ts';

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

    // One is missing: when it is kept anew, so would be every other that V8 had not taken.
    const [missing = '', ...others] = first.map(([name]) => name);
    rmSync(join(folder, missing));
    const again = await open({ LANPULSE_DATA_DIR: dataDir });
    expect(await switchedOff(again.app)).toContain('BackgroundResourceFetch');
    await expect.poll(() => files().map(([name]) => name), { timeout: 30_000 }).toEqual([missing, ...others]);
    expect(files().slice(1)).toEqual(first.slice(1));
  });

  test('is not kept where the data lies elsewhere', { timeout: 120_000 }, async () => {
    const home = temporaryFolder();
    const dataDir = temporaryFolder();
    markWelcomed(dataDir);
    const { app } = await open({ XDG_DATA_HOME: home, LANPULSE_DATA_DIR: '' }, ['--data-dir', dataDir]);
    // A timer that is set later, and no shorter, than the one that keeps.
    await app.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3_000)));
    expect(readdirSync(home)).toEqual([]);
  });
});
