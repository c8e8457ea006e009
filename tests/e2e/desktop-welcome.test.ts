import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { desktopForTest } from '../support/desktop-app.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const slow = { timeout: 60_000 };

describe.skipIf(lacksDesktop())('the first run', () => {
  const display = desktopDisplay();

  async function open(dataDir: string) {
    const started = await desktopForTest(display(), { LANPULSE_DATA_DIR: dataDir });
    const page = await started.app.firstWindow();
    await page.locator('[data-connection="live"]').waitFor(slow);
    return { ...started, page };
  }

  test('says three sentences over live charts, once, and goes with a key', async () => {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, 'window'), { mode: 0o700 });
    writeFileSync(join(dataDir, 'window', 'shell.json'), '{}');
    const { app, page, child, exited } = await open(dataDir);
    const words = page.getByRole('complementary', { name: 'This is Lanpulse' });
    await words.waitFor(slow);
    expect(await words.getByRole('listitem').count()).toBe(3);
    const value = page.locator('[data-metric="memory"] [data-value]').first();
    const before = await value.getAttribute('data-value');
    await expect.poll(() => value.getAttribute('data-value'), slow).not.toBe(before);
    expect(await axeFindings(page)).toEqual([]);
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(390, 844);
    });
    await expect.poll(() => page.evaluate(() => innerWidth), slow).toBe(390);
    // The pictures of the charts follow the window a frame later.
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), slow).toBeLessThanOrEqual(390);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await words.waitFor({ ...slow, state: 'detached' });
    await page.reload();
    await page.locator('[data-connection="live"]').waitFor(slow);
    expect(await words.count()).toBe(0);
    child.kill('SIGTERM');
    await exited;

    const next = await open(dataDir);
    expect(await next.page.locator('[data-welcome]').count()).toBe(0);
  });
});
