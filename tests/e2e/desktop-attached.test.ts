import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alwaysFires, fetchAlerts, quietServerForTest, setRule } from '../support/alerting-server.ts';
import { inCi } from '../support/browser.ts';
import { closeWindow, desktopForTest, isWindowVisible } from '../support/desktop-app.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { hasSessionBus, startSessionBus } from '../support/session-bus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hasTrayPanel, startTrayPanel } from '../support/tray-panel.ts';

const slow = { timeout: 60_000 };
const lacksPanel = !inCi && !(hasSessionBus() && hasTrayPanel());

describe.skipIf(lacksDesktop() || lacksPanel)('the desktop app on the server of another program', () => {
  const display = desktopDisplay();

  test('tells what fires there, and its own settings are among those of the page', { timeout: 180_000 }, async () => {
    const dataDir = temporaryFolder();
    const { url } = await quietServerForTest({ dataDir });
    const bus = await startSessionBus();
    const panel = await startTrayPanel(bus);
    const config = temporaryFolder();
    const { app, child, exited } = await desktopForTest(display(), {
      LANPULSE_DATA_DIR: dataDir,
      XDG_CONFIG_HOME: config,
      DBUS_SESSION_BUS_ADDRESS: bus.address,
    });
    const page = await app.firstWindow();
    await page.locator('[data-connection="live"]').waitFor(slow);
    expect(new URL(page.url()).origin).toBe(url);
    await expect.poll(() => panel.items.length, slow).toBe(1);
    // It follows the server: what fires from now on is told.
    await expect.poll(panel.words, slow).toContain('CPU');

    await app.evaluate(({ Notification }) => {
      const show: unknown = Reflect.get(Notification.prototype, 'show');
      Notification.prototype.show = function () {
        Reflect.set(globalThis, 'newest', this);
        if (typeof show === 'function') Reflect.apply(show, this, []);
      };
    });
    await setRule(url, alwaysFires);
    await expect
      .poll(() => bus.notifications.map(({ title }) => title), slow)
      .toEqual([expect.stringMatching(/^Warn: Memory used/u)]);
    // Not every Electron shows buttons on Linux: the event is the one that it emits where it does.
    await app.evaluate(({ Notification }) => {
      const newest: unknown = Reflect.get(globalThis, 'newest');
      if (newest instanceof Notification) newest.emit('action', {}, 0);
    });
    await expect
      .poll(async () => (await fetchAlerts(url)).states.find(({ series }) => series === 'memory.usedShare'), slow)
      .toMatchObject({ snoozedUntil: expect.any(Number) });

    await page.keyboard.press(',');
    const switchOf = (name: string) => page.getByRole('dialog', { name: 'Settings' }).getByRole('switch', { name });
    const entry = join(config, 'autostart', 'lanpulse.desktop');
    await switchOf('Start at login').click(slow);
    await expect.poll(() => existsSync(entry), slow).toBe(true);
    await switchOf('Start at login').click(slow);
    await expect.poll(() => existsSync(entry), slow).toBe(false);

    await closeWindow(app);
    await expect.poll(() => isWindowVisible(app), slow).toBe(false);
    await panel.choose('Open Lanpulse');
    await expect.poll(() => isWindowVisible(app), slow).toBe(true);
    const stays = switchOf('Keep running when the window is closed');
    await stays.click(slow);
    await expect.poll(() => stays.isChecked(), slow).toBe(false);
    expect(readFileSync(join(dataDir, 'lanpulse.config.json'), 'utf8')).toContain('"closeToTray": false');
    await expect
      .poll(async () => {
        if (child.exitCode === null) await closeWindow(app).catch(() => undefined);
        return child.exitCode;
      }, slow)
      .toBe(0);
    await exited;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
