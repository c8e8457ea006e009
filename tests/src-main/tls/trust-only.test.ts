import { once } from 'node:events';
import { createServer, get } from 'node:https';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { fingerprintOf, trustOnly } from '../../../src-main/tls/trust-only.ts';
import { makePair } from '../../../src-main/tls/make-pair.ts';

interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** Shows a certificate on this machine. */
async function show({ cert, key }: Pair): Promise<string> {
  const server = createServer({ cert, key }, (_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return `https://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
}

/** Asks with one certificate trusted; resolves with what came of it. */
function askTrusting(pem: string, url: string): Promise<string> {
  return new Promise((resolve) => {
    get(url, { ...trustOnly(pem), agent: false }, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    }).once('error', (error) => {
      resolve(error.message);
    });
  });
}

/** An issuer, and what it signs. */
async function issuer() {
  const name = (value: string) => [{ name: 'commonName', value }];
  const ca = await generate(name('An issuer'), {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  const sign = async (value: string): Promise<Pair> => {
    const made = await generate(name(value), {
      keyType: 'ec',
      curve: 'P-256',
      algorithm: 'sha256',
      ca: { key: ca.private, cert: ca.cert },
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'nas.example' }] }],
    });
    // As issuers hand it out: the certificate, and what leads to them.
    return { cert: `${made.cert.trim()}\n${ca.cert}`, key: made.private };
  };
  return { sign, cert: ca.cert };
}

test('a certificate that signed itself is trusted whatever names it holds, and no other', async () => {
  const [own, other] = await Promise.all([makePair(['nas.example'], 'a', Date.now()), makePair([], 'a', Date.now())]);
  const url = await show(own);
  expect(await askTrusting(own.cert, url)).toBe('200');
  expect(await askTrusting(other.cert, url)).not.toBe('200');
});

test('one that an issuer signed is trusted, and not what else the same issuer has signed', async () => {
  const { sign } = await issuer();
  const [own, other] = [await sign('nas.example'), await sign('nas.example')];
  expect(fingerprintOf(own.cert)).not.toBe(fingerprintOf(other.cert));
  const [url, otherUrl] = await Promise.all([show(own), show(other)]);
  expect(await askTrusting(own.cert, url)).toBe('200');
  expect(await askTrusting(own.cert, otherUrl)).not.toBe('200');
});

test('one that could sign others does not vouch for them', async () => {
  const { sign, cert } = await issuer();
  const url = await show(await sign('nas.example'));
  expect(await askTrusting(cert, url)).toContain('shows another certificate');
});
