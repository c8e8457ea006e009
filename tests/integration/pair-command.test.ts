import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { ask } from '../support/paired.ts';
import { startProgram } from '../support/program.ts';
import { canMakeHosts, makeSmallNetwork } from '../support/second-host.ts';
import type { RunningServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const entry = inProject('out', 'main', 'headless.cjs');
const closed = { env: { LANPULSE_LOOPBACK_ROLE: 'none' } };

const pairIn = (dataDir: string, ...args: string[]) => pairOn([], dataDir, ...args);

/** @param wrap what runs a program on another host of the tests */
async function pairOn(wrap: readonly string[], dataDir: string, ...args: string[]) {
  const [file = '', ...rest] = [...wrap, process.execPath, entry, 'pair', '--data-dir', dataDir, ...args];
  const program = startProgram(file, rest);
  const code = await program.ended;
  return { code, out: program.stdout(), error: program.stderr() };
}

const bring = (server: RunningServer, out: string) =>
  ask(server, '/api/v1/pair', { body: { code: /^Pairing code: (\S+)$/mu.exec(out)?.[1] ?? '', token: true } });

test('lanpulse pair prints a code for the server of a data directory, whatever this machine may do there', async () => {
  const server = await serverForTest(closed);
  const viewer = await pairIn(server.dataDir);
  expect(viewer).toMatchObject({ code: 0, error: '' });
  expect(viewer.out).toMatch(/^Pairing code: \w{4}-\w{4}\n.+a viewer.+once, for 5 minutes/u);
  // Nothing that a phone could open: no QR code of an address that only this machine has.
  expect(viewer.out).toContain(`good on this machine only: ${server.url}\n`);
  expect(viewer.out).not.toContain('█');
  expect((await bring(server, viewer.out)).body).toMatchObject({ ok: true, role: 'viewer' });
  const operator = await pairIn(server.dataDir, '--role', 'operator');
  expect((await bring(server, operator.out)).body).toMatchObject({ ok: true, role: 'operator' });
});

test.skipIf(!canMakeHosts)(
  'where the server is shared, lanpulse pair prints its addresses, and a QR code',
  async () => {
    const network = await makeSmallNetwork();
    onTestFinished(() => network.close());
    const { wrap, ipv4 } = network.server;
    const server = await serverForTest({ args: ['--share'], wrap });
    const { out } = await pairOn(wrap, server.dataDir);
    expect(out).toContain(`  http://${ipv4}:${String(server.port)}\n`);
    expect(out).toContain('█');
  },
);

test('lanpulse pair trusts the certificate that the server shows on this machine, made or brought, and no other', async () => {
  const made = await serverForTest({ args: ['--tls'] });
  expect(made.url).toMatch(/^https:/u);
  const first = await pairIn(made.dataDir);
  expect(first).toMatchObject({ code: 0, error: '' });
  const files = join(made.dataDir, 'tls');
  // Another server's; its names are not looked at, it is.
  const brought = await serverForTest({
    args: ['--tls-cert', join(files, 'certificate.pem'), '--tls-key', join(files, 'key.pem')],
  });
  expect((await pairIn(brought.dataDir)).code).toBe(0);
  const other = await serverForTest({ args: ['--tls'] });
  const path = join(other.dataDir, 'server.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(join(other.dataDir, 'tls'), files));
  expect((await pairIn(other.dataDir)).error).toMatch(/^lanpulse: The Lanpulse at \S+ does not answer/u);
});

test('without a server lanpulse pair says so in one line, also where one was killed', async () => {
  const none = await pairIn(temporaryFolder());
  expect(none).toMatchObject({ code: 1, out: '' });
  expect(none.error).toMatch(/^lanpulse: No Lanpulse runs on \S+\. Start one with: lanpulse serve\n$/u);
  const dataDir = temporaryFolder();
  const killed = await serverForTest({ dataDir });
  await killed.stop('SIGKILL');
  expect((await pairIn(dataDir)).error).toMatch(/^lanpulse: No Lanpulse runs on [^\n]+\n$/u);
});

test('the secret of the owner is in a file for them alone, new at each start, and good on this machine only', async () => {
  const dataDir = temporaryFolder();
  const first = await serverForTest({ dataDir });
  const path = join(dataDir, 'server.json');
  const before = readFileSync(path, 'utf8');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const token = /"token":"([\w-]{43})"/u.exec(before)?.[1] ?? '';
  const authorization = `Bearer ${token}`;
  expect((await ask(first, '/api/v1/sessions', { headers: { authorization } })).status).toBe(200);
  const passedOn = await ask(first, '/api/v1/sessions', { headers: { authorization, 'x-forwarded-for': '10.0.0.9' } });
  expect(passedOn.status).toBe(403);
  await first.stop('SIGKILL');
  const second = await serverForTest({ dataDir });
  expect(readFileSync(path, 'utf8')).not.toContain(token);
  expect((await ask(second, '/api/v1/sessions', { headers: { authorization } })).status).toBe(401);
});

test('lanpulse pair tells its secret to nobody whom somebody else has named', async () => {
  const asked: unknown[] = [];
  const listener = createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => {
    listener.close();
  });
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const server = await serverForTest();
  const path = join(server.dataDir, 'server.json');
  const own = readFileSync(path, 'utf8');

  // An address that is not of this machine.
  writeFileSync(path, own.replace(server.url, 'http://192.0.2.99:4780'));
  expect((await pairIn(server.dataDir)).error).toContain('on another machine');
  // A file that others may write to;.
  writeFileSync(path, own.replace(server.url, `http://127.0.0.1:${port}`));
  chmodSync(path, 0o666);
  expect((await pairIn(server.dataDir)).error).toContain("another user's");
  chmodSync(path, 0o600);
  expect(asked).toEqual([]);
  // One that its owner has written is believed; what does not answer like a Lanpulse is not.
  expect((await pairIn(server.dataDir)).error).toContain('no Lanpulse of this version');
  expect(asked).toHaveLength(1);
  writeFileSync(path, own);
});
