import type { ElectronApplication } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { alwaysFires, fetchAlerts, neverFires, quietRules, setRule } from '../support/alerting-server.ts';
import { inCi, problemsOf } from '../support/browser.ts';
import { waitForPhase } from '../support/dashboard-page.ts';
import { desktopDisplay, lacksDesktop, launchDesktop } from '../support/electron.ts';
import { hasSessionBus, startSessionBus } from '../support/session-bus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const slow = { timeout: 45_000 };

describe.skipIf(lacksDesktop())('alerts in the desktop window', () => {
  const display = desktopDisplay();

  /** The app, whose server takes the rules that a test sets. */
  async function open(settings: Readonly<Record<string, string>> = {}) {
    const app = await launchDesktop(display(), {
      LANPULSE_DATA_DIR: temporaryFolder(),
      LANPULSE_PORT: '0',
      ...settings,
    });
    const child = app.process();
    onTestFinished(async () => {
      if (child.exitCode === null && child.signalCode === null) await app.close();
    });
    const page = await app.firstWindow();
    const problems = problemsOf(page);
    await waitForPhase(page, 'live');
    const url = new URL(page.url()).origin;
    await quietRules(url);
    return { app, page, problems, url };
  }

  const canNotify = (app: ElectronApplication) => app.evaluate(({ Notification }) => Notification.isSupported());

  test('an alert fires, shows, is acknowledged by the window, and clears once', async () => {
    const { app, page, problems, url } = await open();
    await setRule(url, alwaysFires);
    const alert = page.locator('[data-card="alerts"] [data-alert="memory.usedShare@*"][data-state="warn"]');
    await alert.waitFor(slow);
    expect(await page.locator('[data-bell] [data-alert-count]').innerText()).toBe('1');
    const title = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
    await expect.poll(title).toMatch(/^\(1\) .+ – Lanpulse$/u);

    await alert.getByRole('button', { name: 'Acknowledge' }).click();
    await alert.getByText('Acknowledged by the desktop window').waitFor();
    await setRule(url, neverFires);
    await alert.waitFor({ ...slow, state: 'detached' });
    await expect.poll(title).toMatch(/^[^()]+ – Lanpulse$/u);
    const { log } = await fetchAlerts(url);
    expect(log.filter(({ series }) => series === 'memory.usedShare').map(({ state }) => state)).toEqual(['warn', 'ok']);
    expect(problems).toEqual([]);
  });

  test('the desktop is told what fires and when it is over, and nothing twice', async ({ skip }) => {
    skip(!inCi && !hasSessionBus(), 'D-Bus is not installed (package dbus-daemon)');
    const bus = await startSessionBus();
    const { app, page, url } = await open({ DBUS_SESSION_BUS_ADDRESS: bus.address });
    skip(!inCi && !(await canNotify(app)), 'libnotify is not installed (package libnotify4)');
    expect(await canNotify(app)).toBe(true);

    await setRule(url, alwaysFires);
    const told = () => bus.notifications.filter(({ title }) => title.includes('Memory used'));
    await expect.poll(() => told().length, slow).toBe(1);
    await page.waitForTimeout(1_000);
    await setRule(url, neverFires);
    await expect.poll(() => told().length, slow).toBe(2);
    await page.waitForTimeout(3_000);
    expect(told()).toEqual([
      {
        title: expect.stringMatching(/^Warn: Memory used [\d.]+ % on \S+$/u),
        body: expect.stringMatching(/^Above 0\.1 % for/u),
      },
      {
        title: expect.stringMatching(/^Ok again: Memory used [\d.]+ % on \S+$/u),
        body: expect.stringMatching(/The warning lasted (?:\d+ min(?: \d+ s)?|\d+ s)\.$/u),
      },
    ]);
    // The desktop has told it already.
    expect(await page.locator('[data-toast]').count()).toBe(0);
  });

  test('Snooze on a notification snoozes the alert, and a click brings the window back', async ({ skip }) => {
    skip(!inCi && !hasSessionBus(), 'D-Bus is not installed (package dbus-daemon)');
    const bus = await startSessionBus();
    const { app, page, url } = await open({ DBUS_SESSION_BUS_ADDRESS: bus.address });
    skip(!inCi && !(await canNotify(app)), 'libnotify is not installed (package libnotify4)');
    await app.evaluate(({ Notification }) => {
      const show: unknown = Reflect.get(Notification.prototype, 'show');
      Notification.prototype.show = function () {
        Reflect.set(globalThis, 'newest', this);
        if (typeof show === 'function') Reflect.apply(show, this, []);
      };
    });
    await setRule(url, alwaysFires);
    await expect.poll(() => bus.notifications.length, slow).toBe(1);

    const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    expect(await isVisible()).toBe(false);
    bus.click();
    await expect.poll(isVisible).toBe(true);

    // Not every Electron shows buttons on Linux: the event is the one that it emits where it does.
    await app.evaluate(({ Notification }) => {
      const newest: unknown = Reflect.get(globalThis, 'newest');
      if (newest instanceof Notification) newest.emit('action', {}, 0);
    });
    await expect
      .poll(async () => (await fetchAlerts(url)).states.find(({ series }) => series === 'memory.usedShare'))
      .toMatchObject({ snoozedUntil: expect.any(Number) });
    await setRule(url, neverFires);
    await page.locator('[data-card="alerts"] [data-log="memory.usedShare@*"][data-state="ok"]').waitFor(slow);
    await page.waitForTimeout(3_000);
    expect(bus.notifications).toHaveLength(1);
  });
});
