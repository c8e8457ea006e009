import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import * as v from 'valibot';
import { desktopForTest } from './desktop-app.ts';
import { electronForTests } from './electron.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { programOf, startsIn, startUpdateFeed, type Release } from './update-feed.ts';

const boxSchema = v.object({ message: v.string(), detail: v.optional(v.string()) });

/** Which boxes were shown, and what the window's mark in the task bar was told. */
const seenSchema = v.object({ boxes: v.array(boxSchema), progress: v.array(v.number()) });

/**
 * The app as an AppImage that gets its updates from a feed of this machine: the folder of its program is the one that an
 * AppImage would have been unpacked to. Boxes are answered by the numbers of buttons that were given, in their order, and
 * then by the last one; by `null` they stay open until the test answers.
 */
export async function openUpdating(
  display: string,
  releases: (folder: string) => readonly Release[],
  settings: Readonly<Record<string, string>> = {},
  name = 'Lanpulse.AppImage',
) {
  const folder = temporaryFolder();
  const image = join(folder, name);
  writeFileSync(image, programOf('0.1.0', folder), { mode: 0o755 });
  const feed = await startUpdateFeed(releases(folder));
  const config = join(folder, 'app-update.yml');
  writeFileSync(
    config,
    JSON.stringify({ provider: 'generic', url: feed.url, updaterCacheDirName: 'lanpulse-updater' }),
  );
  const started = await desktopForTest(display, {
    LANPULSE_UPDATE_CONFIG: config,
    APPIMAGE: image,
    APPDIR: dirname(await electronForTests()),
    XDG_CACHE_HOME: join(folder, 'cache'),
    ...settings,
  });
  const { app } = started;
  const page = await app.firstWindow();
  await page.locator('[data-connection="live"]').waitFor({ timeout: 60_000 });
  await watchBoxes(app);
  return {
    ...started,
    feed,
    page,
    image,
    entry: () =>
      app.evaluate(({ Menu }) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById('updates');
        return item === null || item === undefined ? null : { label: item.label, isEnabled: item.enabled };
      }),
    /** Chooses it, and answers the boxes that follow. */
    choose: (answers: readonly (number | null)[]) =>
      app.evaluate(({ Menu }, given) => {
        Reflect.set(globalThis, 'answers', [...given]);
        Menu.getApplicationMenu()?.getMenuItemById('updates')?.click();
      }, answers),
    seen: async () => v.parse(seenSchema, await app.evaluate((): unknown => Reflect.get(globalThis, 'seen'))),
    /** Each start of a program that was put in place of the app, in order. */
    starts: () => startsIn(folder),
    /** Answers the box that stayed open. */
    answer: (button: number) =>
      app.evaluate((_electron, response) => {
        const close: unknown = Reflect.get(globalThis, 'close');
        if (typeof close === 'function') Reflect.apply(close, undefined, [response]);
      }, button),
  };
}

async function watchBoxes(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow, dialog }) => {
    const boxes: unknown[] = [];
    const progress: number[] = [];
    Reflect.set(globalThis, 'seen', { boxes, progress });
    const show = (...words: readonly unknown[]) => {
      boxes.push(words.at(-1));
      const answers: unknown = Reflect.get(globalThis, 'answers');
      const answer: unknown = !Array.isArray(answers) ? 1 : answers.length > 1 ? answers.shift() : answers[0];
      if (answer !== null) return Promise.resolve({ response: Number(answer), checkboxChecked: false });
      return new Promise<{ response: number; checkboxChecked: boolean }>((resolve) => {
        Reflect.set(globalThis, 'answers', [1]);
        Reflect.set(globalThis, 'close', (response: number) => {
          resolve({ response, checkboxChecked: false });
        });
      });
    };
    dialog.showMessageBox = show;
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return;
    window.setProgressBar = (share) => {
      progress.push(share);
    };
  });
}
