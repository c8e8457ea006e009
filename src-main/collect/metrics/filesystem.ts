import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { putInstance } from '../instances.ts';
import { kernelFile, type KernelFile } from '../linux/kernel-file.ts';
import { parseMounts } from '../linux/mounts.ts';
import { canRead } from '../linux/probe.ts';
import { remoteSpaces } from '../linux/remote-space.ts';
import { type FilesystemBlocks, spaceOf, unknownSpace } from '../linux/space.ts';
import { openPortableFilesystem } from '../portable/filesystem.ts';
import type { OpenReader, Reader } from '../reader.ts';

/** Linux: `/proc/self/mounts` and statfs(2); elsewhere systeminformation. */
export const openFilesystem: OpenReader<'filesystem'> = ({ platform, procRoot }) => {
  if (platform !== 'linux') return openPortableFilesystem(platform);
  const path = join(procRoot, 'self', 'mounts');
  const file = kernelFile(path);
  if (!canRead(file)) return { unsupported: `The kernel offers no ${path} that Lanpulse may read.` };
  return filesystemReader(file, { now: statfsSync, later: (point) => statfs(point) });
};

/** statfs(2) twice over: at once for local file systems, in the background for those that may hang. */
export interface StatFilesystem {
  now(point: string): FilesystemBlocks;
  later(point: string): Promise<FilesystemBlocks>;
}

/** Reads the mounts listed in `file`; tests bring their own statfs. */
export function filesystemReader(file: KernelFile, stat: StatFilesystem): Reader<'filesystem'> {
  const remotes = remoteSpaces((point) => stat.later(point));

  function localSpace(point: string) {
    try {
      return spaceOf(stat.now(point));
    } catch {
      // Not permitted, or gone since the list was read.
      return unknownSpace;
    }
  }

  return {
    read: () => {
      const { bytes, end } = file.read();
      const mounts = parseMounts(bytes.toString('utf8', 0, end));
      const remotePoints = mounts.filter((mount) => mount.remote).map((mount) => mount.point);
      remotes.refresh(remotePoints);
      const value: MetricValue<'filesystem'> = {};
      for (const { point, remote } of mounts) {
        const space = remote ? remotes.latest(point) : localSpace(point);
        if (space.total !== 0) putInstance(value, point, space);
      }
      return value;
    },
    close: () => {
      file.close();
    },
  };
}
