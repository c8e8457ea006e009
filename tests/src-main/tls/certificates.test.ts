import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createCertificates, type Certificates } from '../../../src-main/tls/certificates.ts';
import { checkPair } from '../../../src-main/tls/key-pair.ts';
import { madePair } from '../../../src-main/tls/made-pair.ts';
import { makePair } from '../../../src-main/tls/make-pair.ts';
import { ownPair } from '../../../src-main/tls/own-pair.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dayMs = 86_400_000;
const names = { cert: 'a.crt', key: 'a.key' };

function begin(source: (clock: FakeClock, folder: string) => Parameters<typeof createCertificates>[0]) {
  const clock = createFakeClock();
  const folder = temporaryFolder();
  const log = createTestLog();
  const certificates = createCertificates(source(clock, folder), clock, log);
  onTestFinished(() => {
    certificates.close();
  });
  return { clock, folder, log, certificates };
}

/** Lets the look that is due go through; resolves with the next pair, `null` where it stays. */
async function look(certificates: Certificates, clock: FakeClock): Promise<string | null> {
  let next: string | null = null;
  const forget = certificates.onChange(({ fingerprint }) => {
    next = fingerprint;
  });
  clock.advance(10_000);
  // Behind the look in the queue.
  await certificates.ensure().catch(() => undefined);
  forget();
  return next;
}

test('a made certificate is for servers only, and for every name and address', async () => {
  const hosts = ['nas', 'nas.local', 'bad name', '192.168.1.2', 'fd00::2', '::1'];
  const pair = await makePair(hosts, 'nas', Date.now());
  const certificate = new X509Certificate(pair.cert);
  expect(certificate.ca).toBe(false);
  expect(certificate.subject).toBe('CN=Lanpulse on nas');
  const checked = checkPair(pair, names, Date.now());
  for (const host of ['nas', 'NAS.local', '192.168.1.2', 'fd00:0::2', '::1'])
    expect([host, checked.covers(host)]).toEqual([host, true]);
  for (const host of ['bad name', 'other', '192.168.1.3', 'fd00::3'])
    expect([host, checked.covers(host)]).toEqual([host, false]);
  expect(checked.validUntilMs - checked.validFromMs).toBeLessThanOrEqual(397 * dayMs);
  expect(checked.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/u);
});

test('a name that could not stand in a certificate is left out of its title', async () => {
  const pair = await makePair(['x'], 'O=Evil, CN=bank', Date.now());
  expect(new X509Certificate(pair.cert).subject).toBe('CN=Lanpulse on this machine');
});

test('is made when it is needed, kept, and made anew a month before it expires', async () => {
  const { clock, folder, certificates } = begin((time, place) => madePair(join(place, 'tls'), () => ['nas'], time));
  expect(certificates.current()).toBeNull();
  expect(existsSync(join(folder, 'tls'))).toBe(false);
  const first = await certificates.ensure();
  expect(await certificates.ensure()).toBe(first);
  const again = createCertificates(
    madePair(join(folder, 'tls'), () => ['nas'], clock),
    clock,
    createTestLog(),
  );
  expect((await again.ensure()).fingerprint).toBe(first.fingerprint);
  again.close();

  clock.stepWall(330 * dayMs);
  expect(await look(certificates, clock)).toBeNull();
  clock.stepWall(6 * dayMs);
  const next = await look(certificates, clock);
  expect(next).not.toBeNull();
  expect(certificates.current()?.fingerprint).toBe(next);
  expect(new X509Certificate(readFileSync(join(folder, 'tls', 'certificate.pem'))).fingerprint256).toBe(next);
});

test('is made anew for an address that it is not for, but not for each public IPv6 address', async () => {
  const hosts = ['nas', '192.168.1.2', '2001:db8::1'];
  const { clock, certificates } = begin((time, place) => madePair(join(place, 'tls'), () => [...hosts], time));
  await certificates.ensure();
  hosts.push('2001:db8::2');
  expect(await look(certificates, clock)).toBeNull();
  hosts.push('192.168.7.2');
  expect(await look(certificates, clock)).not.toBeNull();
  for (const host of hosts) expect(certificates.current()?.covers(host)).toBe(true);
  hosts.push('fd00::9');
  expect(await look(certificates, clock)).not.toBeNull();
});

test('the owner’s files are read again when they change; what cannot be used is told, and does not take the old one’s place', async () => {
  const { clock, folder, log, certificates } = begin((time, place) =>
    ownPair({ cert: join(place, 'own.crt'), key: join(place, 'own.key') }, time),
  );
  const write = async (nowMs = clock.wallMs()) => {
    const pair = await makePair(['nas'], 'nas', nowMs);
    writeFileSync(join(folder, 'own.key'), pair.key);
    writeFileSync(join(folder, 'own.crt'), pair.cert);
  };
  await expect(certificates.ensure()).rejects.toThrow('own.crt cannot be read');
  await write();
  const first = await certificates.ensure();
  expect(certificates).toMatchObject({ isOwn: true });
  expect(await look(certificates, clock)).toBeNull();

  writeFileSync(join(folder, 'own.key'), (await makePair(['nas'], 'nas', clock.wallMs())).key);
  for (let n = 0; n < 2; n += 1) {
    expect(await look(certificates, clock)).toBeNull();
    expect(certificates.current()).toBe(first);
    expect(certificates.problem()).toContain('is not the key');
  }
  expect(log.text().match(/stays as it was/gu)).toHaveLength(1);

  await write();
  expect(await look(certificates, clock)).not.toBeNull();
  expect(certificates.problem()).toBeNull();
  clock.stepWall(400 * dayMs);
  expect(certificates.problem()).toContain('expired');
});

test('what cannot be kept is not used, and says where', async () => {
  const { folder, certificates } = begin((time, place) =>
    madePair(join(place, 'tls', 'file', 'x'), () => ['nas'], time),
  );
  writeFileSync(join(folder, 'tls'), 'in the way');
  chmodSync(join(folder, 'tls'), 0o400);
  await expect(certificates.ensure()).rejects.toThrow('could not be made or kept');
});

test.each([
  ['a key under a passphrase', lock, 'a.key is locked by a passphrase'],
  ['no key', () => 'hello', 'a.key holds no private key'],
])('%s is refused by name', async (_what, change, message) => {
  const pair = await makePair(['nas'], 'nas', Date.now());
  expect(() => checkPair({ cert: pair.cert, key: change(pair.key) }, names, Date.now())).toThrow(message);
  expect(() => checkPair(pair, names, Date.now() - 10 * dayMs)).toThrow('a.crt is valid from');
  expect(() => checkPair(pair, names, Date.now() + 400 * dayMs)).toThrow('a.crt expired on');
});

function lock(key: string): string {
  const how = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
  return createPrivateKey(key).export(how).toString();
}
