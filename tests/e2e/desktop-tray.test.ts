import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alwaysFires, loadCpu, neverFires, quietRules, setRule } from '../support/alerting-server.ts';
import { inCi } from '../support/browser.ts';
import { closeFromInside, closeWindow, desktopForTest, isWindowVisible, startAgain } from '../support/desktop-app.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { hasSessionBus, startSessionBus } from '../support/session-bus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hasTrayPanel, startTrayPanel } from '../support/tray-panel.ts';

const slow = { timeout: 60_000 };
const lacksPanel = !inCi && !(hasSessionBus() && hasTrayPanel());

describe.skipIf(lacksDesktop() || lacksPanel)('the icon in the tray', () => {
  const display = desktopDisplay();

  /** The app on a desktop with a panel, and the page's address. */
  async function open(flags: readonly string[] = [], settings: Readonly<Record<string, string>> = {}) {
    const bus = await startSessionBus();
    const panel = await startTrayPanel(bus);
    const env = { DBUS_SESSION_BUS_ADDRESS: bus.address, LANPULSE_DATA_DIR: temporaryFolder(), ...settings };
    const started = await desktopForTest(display(), env, [], flags);
    const page = await started.app.firstWindow();
    await expect.poll(() => panel.items.length, slow).toBe(1);
    const start = () => startAgain(display(), env);
    const url = new URL(page.url()).origin;
    await quietRules(url);
    return { ...started, bus, panel, page, start, url };
  }

  const labels = async (panel: Awaited<ReturnType<typeof open>>['panel']) =>
    (await panel.menu()).map(({ label }) => label);

  test('tells processor and memory, and its picture follows them', async () => {
    const { panel } = await open();
    await expect.poll(panel.words, slow).toMatch(/^\S+: CPU [\d.]+ %, memory [\d.]+ [GM]iB of [\d.]+ [GM]iB/u);
    // The start of the app itself is a full load, and nothing would change then.
    const busy = async () => Number(/CPU (?<percent>[\d.]+) %/u.exec(await panel.words())?.groups?.percent);
    await expect.poll(busy, slow).toBeLessThan(60);
    const { widthPx, pixels } = await panel.picture();
    expect(widthPx).toBe(44);
    expect(new Set(pixels.split(',')).size).toBeGreaterThan(10);
    loadCpu();
    await expect.poll(async () => (await panel.picture()).pixels !== pixels, slow).toBe(true);
  });

  test('shows by shape and words what fires', async () => {
    const { panel, url } = await open();
    await setRule(url, alwaysFires);
    await expect
      .poll(() => labels(panel), slow)
      .toContainEqual(expect.stringMatching(/^Warn: Memory used above 0\.1 %/u));
    expect(await panel.words()).toMatch(/\nWarn: Memory used above 0\.1 % for/u);
    await setRule(url, neverFires);
    await expect.poll(() => labels(panel), slow).not.toContainEqual(expect.stringContaining('Warn'));
  });

  test('keeps the app when its window closes, says so once, and brings the window back', async () => {
    const { app, bus, panel, page, url } = await open();
    await page.locator('[data-connection="live"]').waitFor(slow);
    await closeWindow(app);
    await expect.poll(() => isWindowVisible(app), slow).toBe(false);
    await expect
      .poll(() => bus.notifications.map(({ title }) => title), slow)
      .toEqual(['Lanpulse goes on in the tray']);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await panel.choose('Open Lanpulse');
    await expect.poll(() => isWindowVisible(app), slow).toBe(true);
    await closeWindow(app);
    await expect.poll(() => isWindowVisible(app), slow).toBe(false);
    await panel.click();
    await expect.poll(() => isWindowVisible(app), slow).toBe(true);
    expect(bus.notifications).toHaveLength(1);
  });

  test('keeps the app when the page closes its window itself, and makes the window anew', async () => {
    const { app, bus, panel, page, url } = await open();
    await page.locator('[data-connection="live"]').waitFor(slow);
    await closeFromInside(page);
    await expect
      .poll(() => bus.notifications.map(({ title }) => title), slow)
      .toEqual(['Lanpulse goes on in the tray']);
    expect(app.windows()).toEqual([]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);

    const opened = app.waitForEvent('window', slow);
    await panel.choose('Open Lanpulse');
    const again = await opened;
    await again.locator('[data-connection="live"]').waitFor(slow);
    expect(await isWindowVisible(app)).toBe(true);

    await closeFromInside(again);
    const third = app.waitForEvent('window', slow);
    await panel.choose('Settings…');
    await (await third).getByRole('dialog', { name: 'Settings' }).waitFor(slow);
    // As before, closing its frame hides it.
    await closeWindow(app);
    await expect.poll(() => isWindowVisible(app), slow).toBe(false);
    expect(bus.notifications).toHaveLength(1);
  });

  test('keeps the app where the icon is there and nobody can say any more whether the tray is', async () => {
    const folder = temporaryFolder();
    const mute = join(folder, 'mute');
    for (const asker of ['dbus-send', 'gdbus', 'busctl']) {
      writeFileSync(join(folder, asker), `#!/bin/sh\n[ -e '${mute}' ] && exit 1\necho true\n`, { mode: 0o755 });
    }
    const { app, bus } = await open([], { PATH: `${folder}:${process.env.PATH ?? ''}` });
    writeFileSync(mute, '');
    await closeWindow(app);
    await expect.poll(() => isWindowVisible(app), slow).toBe(false);
    await expect
      .poll(() => bus.notifications.map(({ title }) => title), slow)
      .toEqual(['Lanpulse goes on in the tray']);
  });

  test('goes on with the mini view alone, and a second start makes the window anew', async () => {
    const { app, panel, page, start } = await open();
    await page.locator('[data-connection="live"]').waitFor(slow);
    const opened = app.waitForEvent('window', slow);
    await page.keyboard.press('m');
    const mini = await opened;
    await mini.locator('[data-connection="live"]').waitFor(slow);
    await closeFromInside(page);
    const again = app.waitForEvent('window', slow);
    expect(await (await start()).ended).toBe(0);
    await (await again).locator('[data-connection="live"]').waitFor(slow);
    await closeFromInside(await again);
    await closeFromInside(mini);
    expect(app.windows()).toEqual([]);
    const third = app.waitForEvent('window', slow);
    await panel.choose('Open Lanpulse');
    await (await third).locator('[data-connection="live"]').waitFor(slow);
  });

  test('pauses the notifications of this desktop until they are resumed; alerts go on', async () => {
    const { bus, panel, url } = await open();
    await panel.choose('Until I resume them');
    await expect.poll(() => labels(panel), slow).toContain('Notifications here are paused');
    await setRule(url, alwaysFires);
    await expect.poll(() => labels(panel), slow).toContainEqual(expect.stringContaining('Warn'));
    await panel.choose('Resume notifications');
    await setRule(url, { ...alwaysFires, critical: 0.2 });
    await expect
      .poll(() => bus.notifications.map(({ title }) => title), slow)
      .toEqual([expect.stringMatching(/^Critical: Memory used/u)]);
  });

  test('opens the settings of the page', async () => {
    const { panel, page } = await open();
    await page.locator('[data-connection="live"]').waitFor(slow);
    await panel.choose('Settings…');
    await page.getByRole('dialog', { name: 'Settings' }).waitFor(slow);
    expect(page.url()).not.toContain('#');
  });

  test('ends the app by its menu', async () => {
    const { panel, exited, child } = await open();
    await panel.choose('Quit Lanpulse');
    await exited;
    expect(child.exitCode).toBe(0);
  });

  test('is all that is there after a hidden start, until somebody opens the window', async () => {
    const { app, panel } = await open(['--hidden']);
    await expect.poll(panel.words, slow).toContain('CPU');
    expect(await isWindowVisible(app)).toBe(false);
    await panel.choose('Open Lanpulse');
    await expect.poll(() => isWindowVisible(app), slow).toBe(true);
  });
});

describe.skipIf(lacksDesktop() || lacksPanel)('a desktop without a tray', () => {
  const display = desktopDisplay();

  test.each(['its frame', 'its page'])('ends the app with its window, closed by %s, and says so', async (by) => {
    const bus = await startSessionBus();
    const { app, exited, child } = await desktopForTest(display(), { DBUS_SESSION_BUS_ADDRESS: bus.address });
    const page = await app.firstWindow();
    await page.locator('[data-connection="live"]').waitFor(slow);
    await (by === 'its page' ? closeFromInside(page) : closeWindow(app));
    await exited;
    expect(child.exitCode).toBe(0);
    expect(bus.notifications.map(({ title }) => title)).toEqual(['Lanpulse has ended']);
  });
});
