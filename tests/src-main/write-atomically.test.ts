import type * as FileSystem from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeAtomically } from '../../src-main/write-atomically.ts';

const refused = vi.hoisted(() => new Set<unknown>());

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FileSystem>();
  const open: typeof real.open = (path, ...rest) =>
    refused.has(path) ? Promise.reject(new Error(`no access to ${String(path)}`)) : real.open(path, ...rest);
  return { ...real, open };
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'lanpulse-write-'));
  onTestFinished(async () => {
    refused.clear();
    await rm(made, { recursive: true });
  });
  return made;
}

test('a file is replaced, and nothing unfinished is left', async () => {
  const dir = await folder();
  await writeAtomically(join(dir, 'a.json'), 'old');
  await writeAtomically(join(dir, 'a.json'), 'new');
  expect(await readFile(join(dir, 'a.json'), 'utf8')).toBe('new');
  expect(await readdir(dir)).toEqual(['a.json']);
});

test('a folder that cannot be synced does not make a write fail that is in place', async () => {
  const dir = await folder();
  refused.add(dir);
  await writeAtomically(join(dir, 'a.json'), 'new');
  expect(await readFile(join(dir, 'a.json'), 'utf8')).toBe('new');
});

test('a file that cannot be opened fails, and the old content stays', async () => {
  const dir = await folder();
  await writeAtomically(join(dir, 'a.json'), 'old');
  refused.add(join(dir, 'a.json.unfinished'));
  await expect(writeAtomically(join(dir, 'a.json'), 'new')).rejects.toThrow('no access');
  expect(await readFile(join(dir, 'a.json'), 'utf8')).toBe('old');
});
