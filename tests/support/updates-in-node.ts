import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHttpExecutor } from 'builder-util';
import { AppImageUpdater, CancellationToken, type NsisUpdater } from 'electron-updater';
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js';
import { onTestFinished, vi } from 'vitest';
import type { UpdateChoice } from '../../src-main/desktop/update-state.ts';
import { createUpdates } from '../../src-main/desktop/updates.ts';
import { createFakeClock } from './fake-clock.ts';
import { createTestLog } from './silent-log.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { programOf, startsIn, startUpdateFeed, type Release } from './update-feed.ts';

/**
 * Updates by the real library, of an AppImage, from a feed of this machine, without Electron: it asks by Node's sockets, and
 * the app ends when the test says so.
 * @param choice what the owner has chosen, asked whenever it matters
 * @param Updater of the system. Default: that of an AppImage
 */
export async function updatesInNode(
  choice: () => UpdateChoice,
  releases: (folder: string) => readonly Release[],
  Updater: typeof AppImageUpdater | typeof NsisUpdater = AppImageUpdater,
) {
  const folder = temporaryFolder();
  const image = join(folder, 'Lanpulse.AppImage');
  writeFileSync(image, programOf('0.1.0', folder), { mode: 0o755 });
  vi.stubEnv('APPIMAGE', image);
  const feed = await startUpdateFeed(releases(folder));
  const config = join(folder, 'app-update.yml');
  writeFileSync(
    config,
    JSON.stringify({
      provider: 'generic',
      url: feed.url,
      updaterCacheDirName: 'lanpulse-updater',
      publisherName: ['Lanpulse'],
    }),
  );
  const atQuit: ((exitCode: number) => void)[] = [];
  const updater = new Updater(null, {
    version: '0.1.0',
    name: 'Lanpulse',
    isPackaged: true,
    appUpdateConfigPath: config,
    userDataPath: folder,
    baseCachePath: join(folder, 'cache'),
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: () => undefined,
    onQuit: (handler: (exitCode: number) => void) => atQuit.push(handler),
  });
  const pendingIn = join(folder, 'cache', 'lanpulse-updater', 'pending');
  let answers = 0;
  updater.on('update-available', () => {
    answers += 1;
  });
  const executor = new ElectronHttpExecutor();
  const sockets = new NodeHttpExecutor();
  Reflect.set(executor, 'createRequest', sockets.createRequest.bind(sockets));
  Reflect.set(updater, 'httpExecutor', executor);
  const updates = createUpdates({
    updater,
    cancellation: () => new CancellationToken(),
    clock: createFakeClock(),
    log: createTestLog(),
    choice,
    restart: () => undefined,
    installsOnQuit: true,
  });
  const found: string[] = [];
  updates.follow({ onChange: () => undefined, onFound: (version) => found.push(version) });
  onTestFinished(() => {
    updates.close();
    vi.unstubAllEnvs();
  });
  return {
    updates,
    updater,
    image,
    /** What is kept of downloads. */
    pending: () => (existsSync(pendingIn) ? readdirSync(pendingIn) : []),
    feed,
    found,
    /** How often the feed has named a newer version. */
    answers: () => answers,
    /** Ends the app in order. @returns each start of a program that was put in its place */
    quit: () => {
      updates.close();
      for (const handler of atQuit) handler(0);
      return startsIn(folder);
    },
  };
}
