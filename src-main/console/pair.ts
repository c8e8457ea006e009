import type { Role } from '../../src-shared/protocol/events.ts';
import { pairingSchema, sharingSchema, type Pairing, type Sharing } from '../../src-shared/protocol/sharing.ts';
import { findOwnServer } from './own-server.ts';
import { terminalQr } from './terminal-qr.ts';

/**
 * Makes a code by the server that runs on a data directory.
 * @param isTerminal whether colours are understood
 * @returns the code, where to bring it and its QR code, for people
 * @throws Fault `no_server`
 */
export async function pairInTerminal(dataDir: string, role: Role, isTerminal: boolean): Promise<string> {
  const server = findOwnServer(dataDir);
  const sharing = await server.ask(sharingSchema, '/api/v1/sharing');
  const pairing = await server.ask(pairingSchema, '/api/v1/pairing', { role });
  return [...codeLines(pairing), '', ...placeLines(server.url, pairing, sharing, isTerminal), ''].join('\n');
}

function codeLines({ code, role, leftMs }: Pairing): readonly string[] {
  const minutes = String(Math.round(leftMs / 60_000));
  const who = role === 'operator' ? 'an operator, who also changes things' : 'a viewer, who only looks';
  return [
    `Pairing code: ${code.slice(0, 4)}-${code.slice(4)}`,
    `It makes one device ${who}; it is good once, for ${minutes} minutes.`,
  ];
}

function placeLines(url: string, { urls }: Pairing, sharing: Sharing, isTerminal: boolean): readonly string[] {
  const [first] = urls;
  if (first === undefined) {
    return [
      `This server is not shared on the network, so the code is good on this machine only: ${url}`,
      'To share it, turn on "Share on this network" in its page, or start it with --share.',
    ];
  }
  const { fingerprint } = sharing.tls;
  return [
    terminalQr(first, isTerminal),
    '',
    'Scan it, or open one of these and type the code:',
    ...sharing.addresses.map((address) => `  ${address.url}`),
    ...(sharing.tls.on && fingerprint !== null ? [`SHA-256 of the certificate: ${fingerprint}`] : []),
    ...(sharing.tls.on ? [] : ['Without TLS others on the network can read what is sent; --tls encrypts it.']),
  ];
}
