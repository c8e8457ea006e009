import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ByteCursor } from '../../../../src-main/collect/linux/byte-cursor.ts';
import { type KeptFiles, keptFiles } from '../../../../src-main/collect/linux/kept-files.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const cursor: ByteCursor = { bytes: Buffer.alloc(4096), at: 0, end: 0 };

function keep(most: number): KeptFiles {
  const files = keptFiles(most);
  onTestFinished(() => {
    files.close();
  });
  return files;
}

function read(files: KeptFiles, path: string): string | null {
  return files.read(path, cursor) ? cursor.bytes.toString('utf8', 0, cursor.end) : null;
}

/** Files below a folder that this process has open. */
function openBelow(folder: string): string[] {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // The descriptor that reads the folder itself.
      return '';
    }
  });
  return targets.filter((target) => target.startsWith(folder)).toSorted();
}

describe.skipIf(process.platform !== 'linux')('files that are kept open', () => {
  test('tell what is in them now', () => {
    const path = join(temporaryFolder(), 'a');
    const files = keep(1);
    writeFileSync(path, 'first');
    expect(read(files, path)).toBe('first');
    writeFileSync(path, '2nd');
    expect(read(files, path)).toBe('2nd');
  });

  test('are as many as allowed; others are read all the same', () => {
    const folder = realpathSync(temporaryFolder());
    const paths = ['a', 'b', 'c'].map((name) => join(folder, name));
    const files = keep(2);
    for (const path of paths) writeFileSync(path, path);
    for (const path of [...paths, ...paths]) expect(read(files, path)).toBe(path);
    expect(openBelow(folder)).toEqual(paths.slice(0, 2));
    files.forget(paths[0] ?? '');
    expect(openBelow(folder)).toEqual([paths[1]]);
    expect(read(files, paths[2] ?? '')).toBe(paths[2]);
    expect(openBelow(folder)).toEqual(paths.slice(1));
    files.close();
    expect(openBelow(folder)).toEqual([]);
  });

  test('of a process that has ended tell nothing, and are let go of', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const folder = `/proc/${String(child.pid)}`;
    const files = keep(1);
    expect(read(files, join(folder, 'stat'))).toContain('(');
    expect(openBelow(folder)).toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(read(files, join(folder, 'stat'))).toBeNull();
    expect(openBelow(folder)).toEqual([]);
  });

  test('that are gone or may not be read tell so', () => {
    const folder = temporaryFolder();
    const files = keep(1);
    expect(read(files, join(folder, 'missing'))).toBeNull();
    expect(read(files, folder)).toBeNull();
    expect(openBelow(folder)).toEqual([]);
  });
});
