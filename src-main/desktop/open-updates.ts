import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { installUpdate } from './install-update.ts';
import { ownImage } from './own-image.ts';
import type { Quitting } from './quit.ts';
import { loadUpdater, type UpdateFeed } from './update-feed.ts';
import type { UpdateChoice } from './update-state.ts';
import { createUpdates, type Updates } from './updates.ts';

/** What updates need of the app. */
export interface OpenUpdatesOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly choice: () => UpdateChoice;
  readonly quitThen: Quitting['quitThen'];
  /** The program has another name after an update. */
  readonly onMoved: (program: string) => void;
}

/** Loads the updater and joins it with the way out of the app. */
export async function openUpdates(feed: UpdateFeed, options: OpenUpdatesOptions): Promise<Updates> {
  const { clock, log, platform, env, choice, quitThen, onMoved } = options;
  const loaded = await loadUpdater(feed);
  let image = ownImage(env) ?? '';
  // The name of an AppImage tells its version.
  loaded.updater.on('appimage-filename-updated', (path) => {
    image = path;
    try {
      onMoved(path);
    } catch (caught) {
      // Thrown on, it would be told as an update that did not go through.
      log.warn({ err: caught }, 'start at login names the version before');
    }
  });
  return createUpdates({
    ...loaded,
    clock,
    log,
    choice,
    restart: (updater) => {
      quitThen(() => {
        installUpdate(updater, platform, () => image);
      });
    },
    // A package of the system would ask for a password.
    installsOnQuit: platform !== 'linux' || image !== '',
  });
}
