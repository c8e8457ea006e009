import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const entry = inProject('out', 'main', 'headless.cjs');

async function status(dataDir: string) {
  const program = startProgram(process.execPath, [entry, 'status', '--data-dir', dataDir]);
  const code = await program.ended;
  return { code, out: program.stdout(), error: program.stderr() };
}

test('lanpulse status tells what the server of a data directory does, whatever this machine may do there', async () => {
  const server = await serverForTest({ env: { LANPULSE_LOOPBACK_ROLE: 'none' } });
  const { code, out, error } = await status(server.dataDir);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(new RegExp(`^Lanpulse \\S+ on \\S+ at ${server.url}\n`, 'u'));
  expect(out).toMatch(/^ {2}up {7}\d+ s, a sample every 1000 ms$/mu);
  expect(out).toMatch(/^ {2}viewers {2}0$/mu);
  expect(out).toMatch(/^ {2}sharing {2}off: this machine only$/mu);
  expect(out).toMatch(/^ {2}history {2}\S+ [KM]?i?B of at most 1\.00 GiB$/mu);
});

test('lanpulse status names what fires', async () => {
  const server = await serverForTest();
  const rule = { series: 'memory.used', instance: '*', direction: 'above', warn: 1, critical: null, clear: 0.5 };
  const answer = await fetch(`${server.url}/api/v1/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ type: 'threshold.set', rule: { ...rule, forMs: 0, keepMs: 0, enabled: true } }),
  });
  expect(await answer.text()).toContain('"ok":true');
  await expect
    .poll(async () => (await status(server.dataDir)).out, { timeout: 30_000 })
    .toMatch(/^ {2}warn {5}Memory used is at \S+ [MG]iB$/mu);
});

test('lanpulse status reads also what a server with a full log of alerts answers', async () => {
  const dataDir = temporaryFolder();
  const rule = { series: 'cpu.total', instance: '*', direction: 'above', warn: 75, critical: 90, clear: 65 };
  const log = Array.from({ length: limits.alertLog }, (_, n) => ({
    series: 'cpu.total',
    instance: '*',
    state: n % 2 === 0 ? 'warn' : 'ok',
    from: n % 2 === 0 ? 'ok' : 'warn',
    at: Date.now() - 3_600_000 + n,
    value: 80,
    peak: 80,
    rule: { ...rule, forMs: 30_000, keepMs: 30_000, enabled: true },
    reason: 'level',
  }));
  writeFileSync(join(dataDir, 'alerts.json'), JSON.stringify({ format: 1, log, firing: [], attended: [] }));
  const server = await serverForTest({ dataDir });
  const answer = await (await fetch(`${server.url}/api/v1/alerts`)).text();
  expect(answer.length).toBeGreaterThan(200_000);
  expect(await status(dataDir)).toMatchObject({ code: 0, error: '' });
});

test('without a server lanpulse status says so in one line', async () => {
  const { code, error } = await status(temporaryFolder());
  expect(code).toBe(1);
  expect(error).toMatch(/^lanpulse: No Lanpulse runs on \S+\. Start one with: lanpulse serve\n$/u);
});
