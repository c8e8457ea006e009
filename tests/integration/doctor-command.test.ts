import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { metrics } from '../../src-shared/metrics/registry.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const entry = inProject('out', 'main', 'headless.cjs');

async function doctor(...args: string[]) {
  const program = startProgram(process.execPath, [entry, 'doctor', ...args]);
  const code = await program.ended;
  return { code, out: program.stdout(), error: program.stderr() };
}

test('lanpulse doctor tells of each metric whether this machine offers it, with its instances or the reason', async () => {
  const { code, out, error } = await doctor('--data-dir', temporaryFolder());
  expect({ code, error }).toEqual({ code: 0, error: '' });
  for (const { label } of Object.values(metrics)) {
    expect(out).toMatch(new RegExp(`^  (?:ok     ${label}(?:: .+)?|none   ${label}: .+\\.)$`, 'mu'));
  }
  expect(out).toMatch(/^ {2}ok {5}CPU$/mu);
  expect(out).toMatch(/^ {2}ok {5}Network: .*\blo\b/mu);
});

test('lanpulse doctor says what runs on the data directory, and starts and writes nothing itself', async () => {
  const missing = join(temporaryFolder(), 'not', 'there');
  const none = await doctor('--data-dir', missing);
  expect(none.out).toMatch(/^ {2}none {3}Running: start one with: lanpulse serve$/mu);
  expect(none.out).toContain(`Data directory: ${missing}, `);
  expect(() => statSync(missing)).toThrow(/ENOENT/u);
  const server = await serverForTest();
  expect((await doctor('--data-dir', server.dataDir)).out).toContain(`  ok     Running: ${server.url}\n`);
});

test('lanpulse doctor ends with 1 where the data could not be kept', async () => {
  const { code, out } = await doctor('--data-dir', '/proc/lanpulse');
  expect(code).toBe(1);
  expect(out).toMatch(/^ {2}fails {2}Data directory: \/proc\/lanpulse .+; make room$/mu);
});
