import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { quietRules } from '../support/alerting-server.ts';
import { inCi } from '../support/browser.ts';
import { closeWindow, desktopForTest } from '../support/desktop-app.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { hasSessionBus, startSessionBus } from '../support/session-bus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hasTrayPanel, startTrayPanel } from '../support/tray-panel.ts';

const slow = { timeout: 60_000 };

describe.skipIf(lacksDesktop())('settings of the desktop app', () => {
  const display = desktopDisplay();

  /** One of the switches in the settings of the page. */
  async function switchOf(page: Page, name: string): Promise<Locator> {
    await page.locator('[data-connection="live"]').waitFor(slow);
    await page.keyboard.press(',');
    const control = page.getByRole('dialog', { name: 'Settings' }).getByRole('switch', { name });
    await control.waitFor(slow);
    return control;
  }

  test('start at login: the desktop’s own entry comes and goes with it, hidden', async () => {
    const config = temporaryFolder();
    const { app } = await desktopForTest(display(), { XDG_CONFIG_HOME: config });
    const control = await switchOf(await app.firstWindow(), 'Start at login');
    const entry = join(config, 'autostart', 'lanpulse.desktop');
    expect(existsSync(entry)).toBe(false);
    await control.click();
    await expect.poll(() => existsSync(entry), slow).toBe(true);
    expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=".*electron" .*"--hidden"$/mu);
    await control.click();
    await expect.poll(() => existsSync(entry), slow).toBe(false);
  });

  test('close to tray: turned off, closing the window quits', async ({ skip }) => {
    skip(!inCi && !(hasSessionBus() && hasTrayPanel()), 'D-Bus is not installed (packages dbus-daemon and systemd)');
    const bus = await startSessionBus();
    const panel = await startTrayPanel(bus);
    const { app, child, exited } = await desktopForTest(display(), { DBUS_SESSION_BUS_ADDRESS: bus.address });
    const page = await app.firstWindow();
    await expect.poll(() => panel.items.length, slow).toBe(1);
    await quietRules(new URL(page.url()).origin);
    const control = await switchOf(page, 'Keep running when the window is closed');
    expect(await control.isChecked()).toBe(true);
    await control.click();
    await expect.poll(() => control.isChecked(), slow).toBe(false);
    await closeWindow(app);
    await exited;
    expect(child.exitCode).toBe(0);
    expect(bus.notifications).toEqual([]);
  });
});
