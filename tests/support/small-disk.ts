import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { inCi } from './browser.ts';

/** A file system of a few megabytes, for tests to fill. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all the room that is left, to the last byte. */
  fill(): void;
  /** Gives that room back. */
  makeRoom(): void;
}

/** For `describe.skipIf(...)`: true where this user may not mount and this is not the build that decides. */
export function lacksMounts(): boolean {
  if (inCi || (process.platform === 'linux' && process.getuid?.() === 0)) return false;
  process.stderr.write('Only root on Linux can mount a small disk: the tests of a full one are skipped.\n');
  return true;
}

/** Mounts a small disk for a test. */
export function mountSmallDisk(mebibytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'lanpulse-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(mebibytes)}m`, 'tmpfs', path]);
  onTestFinished(() => {
    // Lazily: a process that was just killed may still be on its way out.
    execFileSync('umount', ['--lazy', path]);
    rmSync(path, { recursive: true, force: true });
  });
  const filler = join(path, 'filler');
  return {
    path,
    fill() {
      const file = openSync(filler, 'a');
      for (let bytes = 65_536; bytes >= 1;) {
        try {
          if (writeSync(file, Buffer.alloc(bytes)) < bytes) bytes = Math.floor(bytes / 2);
        } catch {
          // Full for a piece of this size.
          bytes = Math.floor(bytes / 2);
        }
      }
      closeSync(file);
    },
    makeRoom() {
      rmSync(filler);
    },
  };
}
