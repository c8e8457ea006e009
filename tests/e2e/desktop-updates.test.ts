import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { desktopForTest } from '../support/desktop-app.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { programOf, type Release } from '../support/update-feed.ts';
import { openUpdating } from '../support/updating-desktop.ts';

const slow = { timeout: 60_000 };
const newer = (folder: string): Release => ({
  channel: 'latest',
  version: '9.9.0',
  notes: '- Charts of the moon.',
  published: programOf('9.9.0', folder),
});
const tried = (folder: string): Release => ({ ...newer(folder), channel: 'beta', version: '9.9.1-beta.1' });

describe.skipIf(lacksDesktop())('updates of the desktop app', () => {
  const display = desktopDisplay();

  test('are found, described, fetched with progress, and started only when somebody says so', async () => {
    const { entry, choose, seen, starts, feed, page, image, exited } = await openUpdating(display(), (folder) => [
      newer(folder),
    ]);
    expect(await entry()).toEqual({ label: 'Check for updates…', isEnabled: true });
    expect(feed.asked).toEqual([]);
    // Download, then later.
    await choose([0, 1]);
    await expect.poll(entry, slow).toEqual({ label: 'Restart to update to 9.9.0…', isEnabled: true });
    const { boxes, progress } = await seen();
    expect(boxes).toMatchObject([
      { message: expect.stringMatching(/^Lanpulse 9\.9\.0 is out; this is \d/u), detail: '- Charts of the moon.' },
      { message: 'Lanpulse 9.9.0 is ready.' },
    ]);
    expect(progress.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(0);
    expect(progress.at(-1)).toBe(-1);
    expect(await page.evaluate(async () => (await fetch('/healthz')).status)).toBe(200);
    expect(starts()).toEqual([]);
    // The library would send a number by which the feed could know this machine again, and Electron its version.
    expect(new Set(feed.asked.map(({ headers }) => headers['x-user-staging-id'] ?? ''))).toEqual(new Set(['']));
    expect(new Set(feed.asked.map(({ headers }) => headers['user-agent']))).toEqual(new Set(['electron-builder']));

    await choose([0]);
    await exited;
    await expect.poll(starts, slow).toEqual(['9.9.0 exit=true', '9.9.0 exit=']);
    expect(readFileSync(image, 'utf8')).toContain('9.9.0');
  });

  test('are there at the next start where nobody restarts', async () => {
    const { entry, choose, starts, child, exited } = await openUpdating(display(), (folder) => [newer(folder)]);
    await choose([0, 1]);
    await expect.poll(entry, slow).toMatchObject({ label: 'Restart to update to 9.9.0…' });
    child.kill('SIGTERM');
    await exited;
    await expect.poll(starts, slow).toEqual(['9.9.0 exit=true']);
  });

  test('are refused where they are not what was published, and the app goes on', async () => {
    const { entry, choose, seen, starts, image, child, exited } = await openUpdating(display(), (folder) => [
      { ...newer(folder), served: programOf('6.6.6', folder) },
    ]);
    await choose([0]);
    await expect
      .poll(async () => (await seen()).boxes.at(-1)?.message, slow)
      .toMatch(/^Version 9\.9\.0 was not taken: it did not arrive whole, or is not what was published\.$/u);
    expect(await entry()).toEqual({ label: 'Check for updates…', isEnabled: true });
    child.kill('SIGTERM');
    await exited;
    expect(starts()).toEqual([]);
    expect(readFileSync(image, 'utf8')).toContain('0.1.0');
  });

  test('can be stopped while they are fetched', async () => {
    const { entry, choose, seen } = await openUpdating(display(), (folder) => [{ ...newer(folder), isEndless: true }]);
    await choose([0]);
    await expect.poll(entry, slow).toMatchObject({ label: expect.stringMatching(/^Downloading 9\.9\.0: \d+ %…$/u) });
    await expect.poll(async () => (await seen()).progress.some((share) => share > 0), slow).toBe(true);
    await choose([0]);
    await expect.poll(entry, slow).toEqual({ label: 'Update to 9.9.0…', isEnabled: true });
    expect((await seen()).progress.at(-1)).toBe(-1);
  });

  test('are told of when they are there, also to whoever looks at how far they are', async () => {
    const { entry, choose, answer, seen, feed } = await openUpdating(display(), (folder) => [
      { ...newer(folder), isEndless: true },
    ]);
    const messages = async () => (await seen()).boxes.map(({ message }) => message);
    await choose([0]);
    await expect.poll(entry, slow).toMatchObject({ label: expect.stringMatching(/^Downloading/u) });
    await choose([null]);
    await expect.poll(async () => (await messages()).at(-1), slow).toMatch(/^Lanpulse 9\.9\.0 is being downloaded/u);
    feed.finish();
    await expect.poll(entry, slow).toEqual({ label: 'Restart to update to 9.9.0…', isEnabled: true });
    expect(await messages()).toHaveLength(2);
    await answer(1);
    await expect.poll(messages, slow).toHaveLength(3);
    expect((await messages()).at(-1)).toBe('Lanpulse 9.9.0 is ready.');
  });

  test('take start at login along to the new name', async () => {
    const config = temporaryFolder();
    const entry = join(config, 'autostart', 'lanpulse.desktop');
    const updating = await openUpdating(
      display(),
      (folder) => [newer(folder)],
      { XDG_CONFIG_HOME: config, LANPULSE_START_AT_LOGIN: 'true' },
      'lanpulse-0.1.0.AppImage',
    );
    await expect.poll(() => existsSync(entry), slow).toBe(true);
    expect(readFileSync(entry, 'utf8')).toContain(updating.image);
    await updating.choose([0, 0]);
    await updating.exited;
    await expect.poll(updating.starts, slow).toEqual(['9.9.0 exit=true', '9.9.0 exit=']);
    expect(readFileSync(entry, 'utf8')).toContain(join(dirname(updating.image), 'lanpulse-9.9.0.AppImage'));
  });

  test('go through where start at login cannot be taken along', async () => {
    const config = temporaryFolder();
    mkdirSync(join(config, 'autostart', 'lanpulse.desktop'), { recursive: true });
    const { choose, exited, starts, image } = await openUpdating(
      display(),
      (folder) => [newer(folder)],
      { XDG_CONFIG_HOME: config },
      'lanpulse-0.1.0.AppImage',
    );
    await choose([0, 0]);
    await exited;
    await expect.poll(starts, slow).toEqual(['9.9.0 exit=true', '9.9.0 exit=']);
    expect(existsSync(image)).toBe(false);
  });

  test('are not taken for the AppImage of somebody else, whose variables a shell handed on', async () => {
    const { entry, feed, image, child, exited } = await openUpdating(display(), (folder) => [newer(folder)], {
      APPDIR: temporaryFolder(),
    });
    expect(await entry()).toBeNull();
    child.kill('SIGTERM');
    await exited;
    expect(feed.asked).toEqual([]);
    expect(readFileSync(image, 'utf8')).toContain('0.1.0');
  });

  test('never go back to an older version', async () => {
    const { choose, seen } = await openUpdating(
      display(),
      (folder) => [
        { ...newer(folder), version: '0.0.9' },
        { ...tried(folder), version: '0.0.10-beta.1' },
      ],
      { LANPULSE_UPDATE_CHANNEL: 'beta' },
    );
    await choose([0]);
    await expect
      .poll(async () => (await seen()).boxes.map(({ message }) => message), slow)
      .toEqual([expect.stringMatching(/^Lanpulse \S+ is the newest version\.$/u)]);
  });

  test('say what to do where nobody answers', async () => {
    const { choose, seen, feed } = await openUpdating(display(), () => []);
    await choose([0]);
    await expect
      .poll(async () => (await seen()).boxes.at(-1)?.message, slow)
      .toBe('No version is published where updates come from.');
    expect(feed.asked.map(({ path }) => path)).toEqual(['latest-linux.yml']);
  });

  test('ask nobody while they are turned off, and at once where they are turned on, for the chosen kind', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'lanpulse.config.json'), '{"updates": false}');
    const { entry, page, feed } = await openUpdating(display(), (folder) => [newer(folder), tried(folder)], {
      LANPULSE_DATA_DIR: dataDir,
    });
    expect(await entry()).toEqual({ label: 'Updates are turned off in the settings', isEnabled: false });
    await page.keyboard.press(',');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    const look = settings.getByRole('switch', { name: 'Look for updates' });
    await look.waitFor(slow);
    expect(feed.asked).toEqual([]);
    await look.click();
    await expect.poll(entry, slow).toEqual({ label: 'Update to 9.9.0…', isEnabled: true });
    expect(feed.asked.map(({ path }) => path)).toEqual(['latest-linux.yml']);
    await settings.getByRole('group', { name: 'Kind of updates' }).getByRole('button', { name: 'beta' }).click();
    await expect.poll(entry, slow).toEqual({ label: 'Update to 9.9.1-beta.1…', isEnabled: true });
    expect(feed.asked.map(({ path }) => path)).toEqual(['latest-linux.yml', 'beta-linux.yml']);
    await look.click();
    await expect.poll(entry, slow).toMatchObject({ isEnabled: false });
  });

  test('are not spoken of where no feed was given', async () => {
    const { app } = await desktopForTest(display());
    const page = await app.firstWindow();
    await page.locator('[data-connection="live"]').waitFor(slow);
    expect(await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('updates') ?? null)).toBeNull();
    await page.keyboard.press(',');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('switch', { name: 'Start at login' }).waitFor(slow);
    expect(await settings.locator('[data-setting="updates"], [data-setting="updateChannel"]').count()).toBe(0);
  });
});
