import { X509Certificate } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';

/** SHA-256 of the first certificate of a PEM text, in pairs of hex digits. @throws where it holds none */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

/**
 * Settings of a connection that trusts one certificate, whatever names stand in it, and none else: not another one of the
 * same issuer either.
 * @param pem the certificate; those that lead to its issuer may follow, and count for nothing
 * @throws where it holds none
 */
export function trustOnly(
  pem: string,
): Pick<ConnectionOptions, 'ca' | 'allowPartialTrustChain' | 'checkServerIdentity'> {
  const pinned = new X509Certificate(pem);
  return {
    ca: pinned.toString(),
    // It need not have signed itself: then it is the end of the chain all the same.
    allowPartialTrustChain: true,
    checkServerIdentity: (host, shown) =>
      shown.fingerprint256 === pinned.fingerprint256 ? undefined : new Error(`${host} shows another certificate.`),
  };
}
