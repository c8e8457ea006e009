import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { hostSchema } from '../../../src-shared/protocol/events.ts';
import { readHost } from '../../../src-main/collect/host.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function osRelease(text: string): string {
  const file = join(temporaryFolder(), 'os-release');
  writeFileSync(file, text);
  return file;
}

test('this machine is named, and was started in the past', async () => {
  const host = v.parse(hostSchema, await readHost());
  expect(host.name).toBe(hostname());
  expect(host.kernel).toMatch(/^\S+ \d+\.\d+$/u);
  expect(host.threads).toBeGreaterThan(0);
  expect(host.upSince).toBeLessThan(Date.now());
});

test('Linux is called as its distribution calls itself', async () => {
  const named = async (text: string) => (await readHost({ platform: 'linux', osReleaseFile: osRelease(text) })).os;
  expect(await named('ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')).toBe(
    'Debian GNU/Linux 12 (bookworm)',
  );
  expect(await named("PRETTY_NAME='Some \\$Linux'\n")).toBe('Some $Linux');
  expect(await named('PRETTY_NAME=Arch\n')).toBe('Arch');
  expect(await named('ID=odd\n')).not.toBe('');
});

test('a machine without that file is called by its kernel', async () => {
  const { os } = await readHost({ platform: 'linux', osReleaseFile: join(temporaryFolder(), 'none') });
  expect(os).toMatch(/^\w+$/u);
});

test('the processor is named without its legal marks', async () => {
  const host = await readHost({ cpuModels: ['Intel(R) Core(TM)  i7-8650U CPU @ 1.90GHz', 'same'] });
  expect(host.cpuModel).toBe('Intel Core i7-8650U CPU @ 1.90GHz');
  expect(host.threads).toBe(2);
});
