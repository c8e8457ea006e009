import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHolder } from '../../../src-main/history/holder.ts';
import { lockDataDir } from '../../../src-main/history/lock.ts';
import { startProgram } from '../../support/program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const holderProgram = join(import.meta.dirname, 'lock-holder.ts');
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;

test('a directory that another process holds is refused with its address, until that process dies in whatever way', async () => {
  const dataDir = temporaryFolder();
  const holder = spawn(process.execPath, ['--import', 'tsx', holderProgram, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  expect(() => lockDataDir(dataDir)).toThrow(
    expect.objectContaining({
      code: 'data_dir_taken',
      message: expect.stringMatching(/at http:\/\/127\.0\.0\.1:4780 keeps its data in .+--data-dir/u),
    }),
  );
  expect(readHolder(dataDir)).toEqual({ url: 'http://127.0.0.1:4780', token: 't'.repeat(43) });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  // What the dead one has left is forgotten before anybody could take it for the new one's.
  const next = lockDataDir(dataDir);
  expect(readHolder(dataDir)).toBeNull();
  next.release();
}, 30_000);

test('a directory whose lock cannot be taken is refused with what to do, and not used without one', () => {
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, 'server.lock'), 'no lock'.repeat(1_000));
  expect(() => lockDataDir(dataDir)).toThrow(
    expect.objectContaining({
      code: 'start_failed',
      message: expect.stringMatching(/server\.lock cannot be taken.+Delete it/u),
    }),
  );
  rmSync(join(dataDir, 'server.lock'));
  lockDataDir(dataDir).release();
});

/** Only root can be two users. */
test.skipIf(process.getuid?.() !== 0)(
  'a directory that another user’s server holds is refused to whoever may only read it, and open to them afterwards',
  async () => {
    const dataDir = temporaryFolder();
    chmodSync(dataDir, 0o755);
    const lock = lockDataDir(dataDir);
    await lock.announce({ url: 'http://127.0.0.1:4780', token: 't'.repeat(43) });
    const asNobody = () => {
      const [file, ...args] = [...nobody, process.execPath, '--import', 'tsx', holderProgram, dataDir];
      return startProgram(file, args);
    };
    const refused = asNobody();
    expect(await refused.ended).not.toBe(0);
    expect(refused.stderr()).toContain(`Another Lanpulse keeps its data in ${dataDir}`);
    // The address and the secret beside it are the owner's.
    expect(refused.stderr()).not.toContain('4780');
    lock.release();
    // They may not write there, so that there is nothing to be kept from others.
    expect(await asNobody().firstLine).toBe('held');
    lockDataDir(dataDir).release();
  },
  30_000,
);

test('a released directory can be taken again, and nothing says any more where its server was', async () => {
  const dataDir = temporaryFolder();
  const first = lockDataDir(dataDir);
  await first.announce({ url: 'http://127.0.0.1:1', token: 't'.repeat(43) });
  expect(() => lockDataDir(dataDir)).toThrow('Another Lanpulse');
  first.release();
  first.release();
  expect(readHolder(dataDir)).toBeNull();
  lockDataDir(dataDir).release();
});
