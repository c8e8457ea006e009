import type { ElectronApplication, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { alwaysFires, setRule } from '../support/alerting-server.ts';
import { axeFindings } from '../support/axe.ts';
import { problemsOf } from '../support/browser.ts';
import { desktopForTest } from '../support/desktop-app.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { startForeignSite } from '../support/foreign-site.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const slow = { timeout: 60_000 };

describe.skipIf(lacksDesktop())('the mini view', () => {
  const display = desktopDisplay();

  /** The app with its mini view, opened by its key in the dashboard. */
  async function open(dataDir = temporaryFolder()) {
    const started = await desktopForTest(display(), { LANPULSE_DATA_DIR: dataDir });
    const page = await started.app.firstWindow();
    await page.locator('[data-connection="live"]').waitFor(slow);
    const mini = await openMini(started.app, page);
    return { ...started, page, mini, problems: problemsOf(mini) };
  }

  async function openMini(app: ElectronApplication, page: Page): Promise<Page> {
    const opened = app.waitForEvent('window', slow);
    await page.keyboard.press('m');
    const mini = await opened;
    await mini.locator('[data-connection="live"]').waitFor(slow);
    return mini;
  }

  const miniState = (app: ElectronApplication) =>
    app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.getMinimumSize()[0] === 280);
      return window === undefined ? null : { bounds: window.getBounds(), isOnTop: window.isAlwaysOnTop() };
    });

  const cells = (mini: Page) =>
    mini.locator('[data-metric]').evaluateAll((all) => all.map((one) => one.getAttribute('data-metric')));

  test('is a small window above the others with live numbers, and Esc closes it', async () => {
    const { app, mini, problems, url } = await open().then((one) => ({ ...one, url: new URL(one.page.url()).origin }));
    expect(await miniState(app)).toMatchObject({ bounds: { width: 320, height: 180 }, isOnTop: true });
    await expect.poll(() => cells(mini), slow).toEqual(expect.arrayContaining(['cpu', 'memory', 'network']));
    const value = mini.locator('[data-metric="memory"] [data-value]');
    await expect.poll(() => value.getAttribute('data-value'), slow).toMatch(/\d/u);
    const before = await value.getAttribute('data-value');
    await expect.poll(() => value.getAttribute('data-value'), slow).not.toBe(before);
    expect(await mini.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
    expect(await axeFindings(mini)).toEqual([]);

    await setRule(url, alwaysFires);
    await mini.locator('header [data-alert="warn"]').waitFor(slow);
    expect(await axeFindings(mini)).toEqual([]);
    expect(problems).toEqual([]);

    // The key is still down when its window is gone.
    await mini.keyboard.press('Escape').catch(() => undefined);
    await expect.poll(() => miniState(app), slow).toBeNull();
  });

  test('shows what was chosen, where it was put, also after the next start', { timeout: 240_000 }, async () => {
    const dataDir = temporaryFolder();
    const { app, page, mini, child, exited } = await open(dataDir);
    await mini.getByRole('button', { name: 'Choose metrics' }).click();
    await mini.getByRole('checkbox', { name: 'Network' }).click();
    await expect.poll(() => mini.getByRole('checkbox', { name: 'Network' }).isChecked(), slow).toBe(false);
    await mini.getByRole('checkbox', { name: 'Load' }).click();
    await expect.poll(() => mini.getByRole('checkbox', { name: 'Load' }).isChecked(), slow).toBe(true);
    await mini.keyboard.press('Escape');
    await expect.poll(() => cells(mini), slow).toEqual(expect.arrayContaining(['cpu', 'load', 'memory']));
    await mini.getByRole('button', { name: 'Stay above other windows' }).click();
    await expect.poll(async () => (await miniState(app))?.isOnTop, slow).toBe(false);
    const moved = { x: 200, y: 120, width: 360, height: 200 };
    await app.evaluate(({ BrowserWindow }, bounds) => {
      BrowserWindow.getAllWindows()
        .find((one) => one.getMinimumSize()[0] === 280)
        ?.setBounds(bounds);
    }, moved);
    // The page may be gone before it has said that it was clicked.
    await mini
      .getByRole('button', { name: 'Close' })
      .click()
      .catch(() => undefined);
    await expect.poll(() => miniState(app), slow).toBeNull();

    const again = await openMini(app, page);
    await expect.poll(() => cells(again), slow).toEqual(expect.arrayContaining(['cpu', 'load', 'memory']));
    expect(await cells(again)).not.toContain('network');
    await expect.poll(() => miniState(app), slow).toEqual({ bounds: moved, isOnTop: false });
    child.kill('SIGTERM');
    await exited;

    const next = await open(dataDir);
    await expect.poll(() => cells(next.mini), slow).toContain('load');
    await expect.poll(() => miniState(next.app), slow).toEqual({ bounds: moved, isOnTop: false });
  });

  test('leads to the dashboard, opens no other window, and hands links to the browser of the system', async () => {
    const { app, mini } = await open();
    const site = await startForeignSite();
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()
        .find((one) => one.getMinimumSize()[0] === 360)
        ?.hide();
    });
    await mini.getByRole('button', { name: 'Open the dashboard' }).click();
    const isShown = () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()
          .find((one) => one.getMinimumSize()[0] === 360)
          ?.isVisible(),
      );
    await expect.poll(isShown, slow).toBe(true);
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Reflect.set(globalThis, 'opened', opened);
      shell.openExternal = (url) => {
        opened.push(url);
        return Promise.resolve();
      };
    });
    const miniUrl = mini.url();
    await mini.evaluate((away) => {
      const link = document.createElement('a');
      Object.assign(link, { href: 'https://example.invalid/docs', target: '_blank' });
      document.body.append(link);
      link.click();
      link.remove();
      for (const url of ['about:blank', 'file:///etc/hostname', '/']) {
        if (window.open(url) !== null) throw new Error(`${url} was opened.`);
      }
      location.href = away;
    }, site.url);
    await expect
      .poll(() => app.evaluate((): unknown => Reflect.get(globalThis, 'opened')), slow)
      .toEqual(['https://example.invalid/docs']);
    // Two samples later a page that was let go would be gone.
    const value = mini.locator('[data-metric="memory"] [data-value]');
    for (let samples = 0; samples < 2; samples += 1) {
      const before = await value.getAttribute('data-value', slow);
      await expect.poll(() => value.getAttribute('data-value', slow), slow).not.toBe(before);
    }
    expect(await mini.evaluate(() => location.href)).toBe(miniUrl);
    expect(await mini.locator('[data-connection="live"]').count()).toBe(1);
    expect(site.requests).toEqual([]);
    expect(app.windows()).toHaveLength(2);
  });
});
