import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppUpdater, CancellationToken } from 'electron-updater';
import { ownImage } from './own-image.ts';

/** Where an installation gets its updates from. */
export interface UpdateFeed {
  /** A file of electron-builder's that names the place; `null` for the one that was packed with the app. */
  readonly config: string | null;
}

/** What is known of this start. */
export interface FeedParts {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Folder of what was packed beside the app. */
  readonly resources: string;
}

/**
 * The feed of this installation; `null` where it has none: no address was given when it was packed, or it was unpacked from
 * an archive, which nobody could put a newer one in place of. The source tree takes one from the file that
 * `LANPULSE_UPDATE_CONFIG` names, to try it; on Linux where an AppImage's variables say that it runs from one.
 */
export function findFeed({ isPackaged, platform, env, resources }: FeedParts): UpdateFeed | null {
  // The library would put the new version in place of whatever program the variable names.
  const isInstalled = platform !== 'linux' || ownImage(env) !== null || existsSync(join(resources, 'package-type'));
  if (!isInstalled) return null;
  const { LANPULSE_UPDATE_CONFIG: trial = '' } = env;
  if (!isPackaged) return trial === '' ? null : { config: trial };
  return existsSync(join(resources, 'app-update.yml')) ? { config: null } : null;
}

/** The library, with what else of it is needed. */
export interface LoadedUpdater {
  readonly updater: AppUpdater;
  readonly cancellation: () => CancellationToken;
}

/** Loads the updater of this platform; most starts have no use for it. */
export async function loadUpdater({ config }: UpdateFeed): Promise<LoadedUpdater> {
  const { autoUpdater: updater, CancellationToken } = await import('electron-updater');
  if (config !== null) {
    updater.forceDevUpdateConfig = true;
    updater.updateConfigPath = config;
  }
  return { updater, cancellation: () => new CancellationToken() };
}
