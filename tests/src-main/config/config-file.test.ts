import type * as FileSystem from 'node:fs/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { writeConfigFile } from '../../../src-main/config/config-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const refusal = vi.hoisted((): { code: string | null } => ({ code: null }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FileSystem>();
  const rename: typeof real.rename = (...names) =>
    refusal.code === null
      ? real.rename(...names)
      : Promise.reject(Object.assign(new Error('refused'), { code: refusal.code }));
  return { ...real, rename };
});

afterEach(() => {
  refusal.code = null;
});

test.each([
  ['EBUSY', /is mounted by itself\. Mount its folder instead, or write this into the file by hand/u],
  ['EROFS', /Put it where Lanpulse may write, or write this into the file by hand/u],
  ['ENOSPC', /cannot be written\. Make room on its disk/u],
])('a file that cannot be replaced (%s) says what to do, and stays', async (code, message) => {
  const path = join(temporaryFolder(), 'c.json');
  writeFileSync(path, '{"port":1}');
  refusal.code = code;
  await expect(writeConfigFile({ path, isNamed: true }, { share: true })).rejects.toMatchObject({
    code: 'not_saved',
    message: expect.stringMatching(message),
  });
  expect(readFileSync(path, 'utf8')).toBe('{"port":1}');
});
