import { isIP } from 'node:net';
import type { KeyPair } from './key-pair.ts';

/** Time that a new certificate is valid, ms: browsers refuse those that are valid for more than 398 days. */
const validMs = 365 * 86_400_000;
/** Devices whose clock is behind must not find it not yet valid, ms. */
const earlierMs = 86_400_000;

/** Names of a certificate are ASCII; others could not be asked for by that spelling. */
const isHostName = (name: string): boolean => /^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?$/iu.test(name);

/**
 * Makes a key and a certificate that it signs itself. It is for a server and can sign no others, so that nobody who
 * trusts it has to trust more than this machine.
 * @param hosts names and addresses that it is for
 */
export async function makePair(hosts: readonly string[], machine: string, nowMs: number): Promise<KeyPair> {
  // Loaded when it is needed: most servers never make a certificate, and it brings an ASN.1 library along.
  const { generate } = await import('selfsigned');
  const title = `Lanpulse on ${isHostName(machine) ? machine : 'this machine'}`;
  const altNames = [
    ...hosts.filter((host) => isIP(host) !== 0).map((ip) => ({ type: 7 as const, ip })),
    ...hosts.filter((host) => isIP(host) === 0 && isHostName(host)).map((value) => ({ type: 2 as const, value })),
  ];
  const made = await generate([{ name: 'commonName', value: title.slice(0, 64) }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - earlierMs),
    notAfterDate: new Date(nowMs - earlierMs + validMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { cert: made.cert, key: made.private };
}
