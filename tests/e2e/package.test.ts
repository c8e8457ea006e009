import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fuses from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { electronForTests, lacksDesktop } from '../support/electron.ts';
import { openPacked, packApp, packWithFeed, runPacked, type PackedApp } from '../support/packed-app.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { windowContract } from '../support/window-contract.ts';
import { startXvfb, type VirtualDisplay } from '../support/xvfb.ts';

describe.skipIf(lacksDesktop())('the packed desktop app', () => {
  let display: VirtualDisplay;
  let packed: PackedApp;

  beforeAll(async () => {
    await electronForTests();
    display = await startXvfb();
    packed = await packApp(display.name);
    // Half a gigabyte is copied, packed and unpacked.
  }, 900_000);
  afterAll(async () => {
    await Promise.all([display.stop(), packed.remove()]);
  });

  const open = (role: 'operator' | 'none' = 'none') =>
    openPacked(packed, display.name, { LANPULSE_LOOPBACK_ROLE: role });
  windowContract(open);

  test('has a desktop entry that desktops take', async () => {
    const checked = await promisify(execFile)('desktop-file-validate', [packed.desktopEntry]);
    expect(checked).toEqual({ stdout: '', stderr: '' });
    const entry = await readFile(packed.desktopEntry, 'utf8');
    expect(entry).toMatch(/^Exec=\/opt\/Lanpulse\/lanpulse %U$/mu);
    expect(entry).toMatch(/^Categories=System;Monitor;$/mu);
  });

  test('has its fuses set', async () => {
    const wire = await fuses.getCurrentFuseWire(packed.executable);
    const { FuseV1Options: options } = fuses;
    // The wire is text: '0' is off, '1' is on.
    const isOn = (option: fuses.FuseV1Options) => String.fromCharCode(Number(wire[option])) === '1';
    expect({
      runAsNode: isOn(options.RunAsNode),
      nodeOptions: isOn(options.EnableNodeOptionsEnvironmentVariable),
      inspect: isOn(options.EnableNodeCliInspectArguments),
      onlyAsar: isOn(options.OnlyLoadAppFromAsar),
      integrity: isOn(options.EnableEmbeddedAsarIntegrityValidation),
      cookies: isOn(options.EnableCookieEncryption),
      fileExtras: isOn(options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      inspect: false,
      onlyAsar: true,
      integrity: true,
      cookies: true,
      fileExtras: false,
    });
  });

  test('is no Node for programs that would borrow it', async () => {
    const mark = join(temporaryFolder(), 'mark');
    const script = join(temporaryFolder(), 'borrowed.cjs');
    await writeFile(script, `require('fs').writeFileSync(${JSON.stringify(mark)}, '')`);
    const borrow = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
      const dataDir = temporaryFolder();
      const own = { LANPULSE_DATA_DIR: dataDir, LANPULSE_PORT: '0', DISPLAY: display.name };
      const app = runPacked(packed, args, { ...own, ...env });
      // It is the app and nothing else: it serves, and ends as the app does.
      await expect.poll(() => existsSync(join(dataDir, 'server.json')), { timeout: 60_000 }).toBe(true);
      app.signal('SIGTERM');
      expect(await app.ended).toBe(0);
      expect(app.stderr()).not.toContain('Debugger listening');
    };
    await borrow([script], { ELECTRON_RUN_AS_NODE: '1' });
    await borrow(['--inspect=0'], { NODE_OPTIONS: `--require ${script}` });
    expect(existsSync(mark)).toBe(false);
  });

  test('runs no other code that is put beside its own', async () => {
    const folder = temporaryFolder();
    await cp(dirname(packed.executable), folder, { recursive: true });
    const evil = join(folder, 'resources', 'app');
    await mkdir(evil);
    await writeFile(join(evil, 'package.json'), '{"name":"evil","main":"evil.cjs"}');
    await writeFile(join(evil, 'evil.cjs'), 'process.stderr.write("evil ran"); process.exit(3);');
    const { page } = await openPacked({ ...packed, executable: join(folder, 'lanpulse') }, display.name, {});
    expect(await page.locator('[data-metric="cpu"] canvas').count()).toBeGreaterThan(0);
  });

  test('has a place for updates where one was given, and a word of how it was installed where it was', async () => {
    expect(await readdir(join(dirname(packed.executable), 'resources'))).not.toContain('app-update.yml');
    const { resources, deb } = await packWithFeed('https://updates.example/lanpulse');
    expect(await readFile(join(resources, 'app-update.yml'), 'utf8')).toContain('https://updates.example/lanpulse\n');
    expect(deb).toBe('deb');
    expect(existsSync(join(resources, 'package-type'))).toBe(false);
  }, 600_000);

  test('begins with what V8 made of its scripts when it was packed', async () => {
    const shipped = join(dirname(packed.executable), 'resources', 'code');
    const names = await readdir(shipped);
    expect(names.map((name) => name.replace(/-[\w-]{8}\.cjs$/u, ''))).toEqual([
      'data-dir',
      'desktop-app.cjs',
      'rolldown-runtime',
      expect.stringMatching('server'),
    ]);
    // One is missing: it is compiled and kept, and so would be every other that V8 had not taken.
    const missing = join(shipped, 'desktop-app.cjs');
    await rename(missing, `${missing}.away`);
    onTestFinished(() => rename(`${missing}.away`, missing));
    const { dataDir } = await open();
    const kept = join(dataDir, 'window', 'code');
    await expect
      .poll(() => (existsSync(kept) ? readdirSync(kept) : []), { timeout: 30_000 })
      .toEqual(['desktop-app.cjs']);
  });

  test('is there once: a second start ends, and the first stays', async () => {
    const { page, dataDir } = await open();
    const second = runPacked(packed, [], { LANPULSE_DATA_DIR: dataDir, LANPULSE_PORT: '0', DISPLAY: display.name });
    onTestFinished(() => void second.ended);
    expect(await second.ended).toBe(0);
    expect(await page.evaluate(async () => (await fetch('/healthz')).status)).toBe(200);
  });
});
