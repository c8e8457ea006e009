import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file so that, whenever the process or the machine dies, the old or the new content is there, whole. When
 * this resolves, the new content is in place and on disk; where the folder cannot be synced, a machine that dies in the
 * next moments may still come back with the old content. One file must not be written twice at the same time: the unfinished copy
 * always has the same name, so that a process that died leaves one at the most.
 * @param mode who may read it; default the owner alone
 */
export async function writeAtomically(path: string, text: string, mode = 0o600): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w', mode);
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  // The file is replaced: a folder that cannot be opened or synced must not read as "nothing was changed".
  await syncFolder(dirname(path)).catch(() => undefined);
}

/** Makes the new name itself durable. Windows cannot open folders, and has no need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
