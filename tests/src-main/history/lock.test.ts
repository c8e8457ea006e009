import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressOfHolder, lockDataDir } from '../../../src-main/history/lock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('a directory that another process holds is refused with its address, until that process dies in whatever way', async () => {
  const dataDir = temporaryFolder();
  const holder = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'lock-holder.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  expect(() => lockDataDir(dataDir)).toThrow(
    expect.objectContaining({
      code: 'data_dir_taken',
      message: expect.stringMatching(/at http:\/\/127\.0\.0\.1:4780 keeps its data in .+--data-dir/u),
    }),
  );
  expect(addressOfHolder(dataDir)).toBe('http://127.0.0.1:4780');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  lockDataDir(dataDir).release();
}, 30_000);

test('a released directory can be taken again, and nothing says any more where its server was', async () => {
  const dataDir = temporaryFolder();
  const first = lockDataDir(dataDir);
  await first.announce('http://127.0.0.1:1');
  expect(() => lockDataDir(dataDir)).toThrow('Another Lanpulse');
  first.release();
  first.release();
  expect(addressOfHolder(dataDir)).toBeNull();
  lockDataDir(dataDir).release();
});
