import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { Fault } from '../../src-shared/fault.ts';

/** A certificate, with those that lead to its issuer, and its private key, both PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** A pair that belongs together, and what its certificate says. */
export interface CheckedPair extends KeyPair {
  /** SHA-256 of the certificate, in pairs of hex digits. */
  readonly fingerprint: string;
  /** Ms since the epoch. */
  readonly validFromMs: number;
  readonly validUntilMs: number;
  /** True where the certificate is for this host name or address. */
  covers(host: string): boolean;
}

/** How a person knows the two files. */
export interface PairNames {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads a pair and sees that it can be used now.
 * @throws Fault `bad_option`, in one line
 */
export function checkPair(pair: KeyPair, names: PairNames, nowMs: number): CheckedPair {
  const certificate = readCertificate(pair.cert, names.cert);
  const key = readKey(pair.key, names.key);
  if (!certificate.checkPrivateKey(key)) {
    throw new Fault('bad_option', `${names.key} is not the key of the certificate in ${names.cert}.`);
  }
  const validFromMs = Date.parse(certificate.validFrom);
  const validUntilMs = Date.parse(certificate.validTo);
  if (nowMs < validFromMs) throw new Fault('bad_option', `${names.cert} is valid from ${dayOf(validFromMs)} on only.`);
  if (nowMs > validUntilMs) throw new Fault('bad_option', `${names.cert} expired on ${dayOf(validUntilMs)}.`);
  return {
    ...pair,
    fingerprint: certificate.fingerprint256,
    validFromMs,
    validUntilMs,
    covers: (host) => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
  };
}

function readCertificate(pem: string, name: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new Fault('bad_option', `${name} holds no certificate in PEM form.`, { cause });
  }
}

function readKey(pem: string, name: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const why = pem.includes('ENCRYPTED')
      ? 'is locked by a passphrase; give it without one'
      : 'holds no private key in PEM form';
    throw new Fault('bad_option', `${name} ${why}.`, { cause });
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
