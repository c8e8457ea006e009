import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { desktopForTest } from '../support/desktop-app.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { cpuAt, keepPast } from '../support/past.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const minuteMs = 60_000;
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs - 10 * minuteMs;
const startMs = endMs - 10 * minuteMs;

interface Saved {
  /** The name that the person is offered. */
  readonly offered: string;
  readonly state: string;
  readonly path: string;
}

/**
 * Answers the next dialog in which the window asks where to save, which no test can press a button of.
 * @param path where to; `null` presses Cancel
 */
async function answerDialog(app: ElectronApplication, path: string | null): Promise<() => Promise<Saved>> {
  await app.evaluate(({ session }, chosen) => {
    const saved = new Promise<Saved>((resolve) => {
      session.defaultSession.once('will-download', (_event, item) => {
        const offered = item.getFilename();
        item.once('done', (_done, state) => {
          resolve({ offered, state, path: item.getSavePath() });
        });
        if (chosen === null) item.cancel();
        else item.setSavePath(chosen);
      });
    });
    Reflect.set(globalThis, 'testSaved', saved);
  }, path);
  return () =>
    app.evaluate(async (): Promise<Saved> => {
      const saved: Saved = await Reflect.get(globalThis, 'testSaved');
      return saved;
    });
}

describe.skipIf(lacksDesktop())('saving from the desktop window', () => {
  const display = desktopDisplay();

  async function openDetail(): Promise<{ app: ElectronApplication; page: Page }> {
    const dataDir = temporaryFolder();
    keepPast(dataDir, { from: startMs, to: endMs, at: (ms) => ({ cpu: cpuAt((ms / 1_000) % 100) }) });
    const { app } = await desktopForTest(display(), { LANPULSE_DATA_DIR: dataDir });
    const page = await app.firstWindow();
    await page.waitForSelector('[data-connection="live"]');
    await page.evaluate(
      ([from, to]) => {
        location.search = `?view=cpu.total&from=${String(from)}&to=${String(to)}`;
      },
      [startMs, endMs],
    );
    await page.locator('[data-stat="average"] [data-value]').waitFor();
    return { app, page };
  }

  test('a picture and the values of a chart go to where the person says, and nothing is left where they say no', async () => {
    const { app, page } = await openDetail();
    const folder = temporaryFolder();

    const png = await answerDialog(app, join(folder, 'mine.png'));
    await page.getByRole('button', { name: 'PNG' }).click();
    expect(await png()).toMatchObject({
      state: 'completed',
      path: join(folder, 'mine.png'),
      offered: expect.stringMatching(/_CPU-average_.*\.png$/u),
    });
    const picture = readFileSync(join(folder, 'mine.png'));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    // Width and height stand in its head.
    expect(picture.readUInt32BE(16)).toBeGreaterThan(300);
    expect(picture.readUInt32BE(20)).toBeGreaterThan(150);

    const csv = await answerDialog(app, join(folder, 'mine.csv'));
    await page.getByRole('button', { name: 'CSV' }).click();
    expect(await csv()).toMatchObject({ state: 'completed', offered: expect.stringMatching(/\.csv$/u) });
    const lines = readFileSync(join(folder, 'mine.csv'), 'utf8').trim().split(/\r?\n/u);
    expect(lines[0]).toBe('time,cpu.total min,cpu.total avg,cpu.total max');
    expect(lines).toHaveLength(601);
    await page.getByText(/^The values are saved/u).waitFor();

    const none = await answerDialog(app, null);
    await page.getByRole('button', { name: 'PNG' }).click();
    expect((await none()).state).toBe('cancelled');
    expect(readdirSync(folder).sort()).toEqual(['mine.csv', 'mine.png']);
    expect(existsSync(join(folder, 'mine.csv.crdownload'))).toBe(false);
    expect(await page.locator('[data-connection="live"]').count()).toBe(1);
  });
});
