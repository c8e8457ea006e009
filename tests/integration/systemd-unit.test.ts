import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const unit = inProject('resources', 'lanpulse.service');
const headless = inProject('out', 'main', 'headless.cjs');

async function run(command: string, args: readonly string[]) {
  const program = startProgram(command, args);
  const code = await program.ended;
  return { code, out: program.stdout(), error: program.stderr() };
}

test('systemd rates the unit 2.5 or better', async () => {
  // The threshold is in tenths.
  const args = ['security', '--offline=true', '--no-pager', '--threshold=25', unit];
  const { code, out } = await run('systemd-analyze', args);
  expect(out).toContain('Overall exposure level for lanpulse.service');
  expect(code).toBe(0);
});

/**
 * What the unit asks of the kernel, put up by hand where no systemd runs: everything read-only but the data directory, another
 * user without any capability, and no way to get one. Not its filter of system calls.
 */
function confined(dataDir: string, command: readonly string[]): readonly string[] {
  const words = ['mount --make-rprivate /'];
  for (const place of ['/', '/proc', '/sys']) words.push(`mount -o remount,bind,ro ${place}`);
  words.push(`mount --bind ${dataDir} ${dataDir}`, `mount -o remount,bind,rw ${dataDir}`);
  words.push(
    `exec setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs ${command.join(' ')}`,
  );
  return ['--mount', 'sh', '-ec', words.join('\n')];
}

test('under what the unit forbids, every metric of this machine is still read', async () => {
  const parent = temporaryFolder();
  chmodSync(parent, 0o755);
  const dataDir = join(parent, 'data');
  mkdirSync(dataDir);
  chmodSync(dataDir, 0o777);
  const doctor = [process.execPath, headless, 'doctor', '--data-dir', dataDir];
  const free = await run(process.execPath, doctor.slice(1));
  const bound = await run('unshare', confined(dataDir, doctor));
  expect(bound.error).toBe('');
  expect(bound.code).toBe(0);
  const metricsOf = (out: string) => out.slice(out.indexOf('Metrics'), out.indexOf('Server'));
  expect(metricsOf(bound.out)).toBe(metricsOf(free.out));
  expect(metricsOf(free.out)).toContain('ok     CPU');
});
