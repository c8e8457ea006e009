import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry } from 'yauzl';

/**
 * Unpacks some files of a zip archive as streams, with their permissions.
 * @param place path below `folder` for a path in the archive, or `null` to leave that file out
 */
export async function unzip(
  archive: string,
  folder: string,
  place: (pathInArchive: string) => string | null,
): Promise<void> {
  const zip = await openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    const path = place(entry.fileName);
    if (path === null || entry.fileName.endsWith('/')) continue;
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode: permissions(entry) }));
  }
}

/** The upper half of the external attributes is the mode of Unix. */
function permissions(entry: Entry): number {
  return (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
}
