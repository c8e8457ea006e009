import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Who may read and write a file, and whose it is, as `stat` tells. */
interface Rights {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Replaces a file so that, whenever the process or the machine dies, the old or the new content is there, whole. When
 * this resolves, the new content is in place and on disk; where the folder cannot be synced, a machine that dies in the
 * next moments may still come back with the old content. One file must not be written twice at the same time: the unfinished copy
 * always has the same name, so that a process that died leaves one at the most.
 * @param rights who may read it, and whose it is; default: the owner alone, who is the server's user
 */
export async function writeAtomically(path: string, text: string, rights?: Rights): Promise<void> {
  const unfinished = `${path}.unfinished`;
  // A new file: one that lies there already might be readable to others, or somebody else's.
  await rm(unfinished, { force: true });
  const file = await open(unfinished, 'wx', 0o600);
  try {
    if (rights !== undefined) await giveRights(file, rights);
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  // The file is replaced: a folder that cannot be opened or synced must not read as "nothing was changed".
  await syncFolder(dirname(path)).catch(() => undefined);
}

/** Only root may give a file to anybody; others may give it to groups of their own. */
async function giveRights(file: FileHandle, { mode, uid, gid }: Rights): Promise<void> {
  const own = await file.stat();
  if (own.uid !== uid || own.gid !== gid) {
    await file.chown(uid, gid).catch(() => file.chown(-1, gid).catch(() => undefined));
  }
  // The mode that a file is opened with goes through the umask.
  await file.chmod(mode & 0o777);
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
