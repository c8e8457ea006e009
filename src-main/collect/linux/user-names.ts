import { readFileSync, statSync } from 'node:fs';

/** Turns user ids into names. */
export interface UserNames {
  /** The name, or the id itself where the file does not list it (a container's user, a directory service). */
  nameOf(uid: number): string;
  /** Reads the file again when it was changed. */
  refresh(): void;
}

/** Names from a file in the form of passwd(5). */
export function userNames(passwdFile: string): UserNames {
  const names = new Map<number, string>();
  let changedMs = Number.NaN;

  function refresh(): void {
    try {
      const { mtimeMs } = statSync(passwdFile);
      if (mtimeMs === changedMs) return;
      changedMs = mtimeMs;
      names.clear();
      for (const line of readFileSync(passwdFile, 'utf8').split('\n')) {
        const [name, , uid] = line.split(':');
        // The first of several names of one id is the one that getpwuid(3) tells.
        if (name !== undefined && /^\d+$/u.test(uid ?? '') && !names.has(Number(uid))) names.set(Number(uid), name);
      }
    } catch {
      // Without the file the ids themselves are shown.
      names.clear();
    }
  }

  refresh();
  return { nameOf: (uid) => names.get(uid) ?? String(uid), refresh };
}
