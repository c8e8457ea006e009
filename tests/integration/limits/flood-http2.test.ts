import { once } from 'node:events';
import { connect, type ClientHttp2Session } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { pairedSchema, pairingSchema } from '../../../src-shared/protocol/sharing.ts';
import { attackers, connectRaw, http2Preface, refusedBy } from '../../support/flood.ts';
import { nothingSecure, watchHealthy } from '../../support/healthy-viewers.ts';
import { certificateOf } from '../../support/open-door.ts';
import { ask, ownerOf } from '../../support/paired.ts';
import { startServer } from '../../support/server.ts';

async function serve(...args: readonly string[]) {
  const server = await startServer({ args: ['--history', 'off', '--interval', '200', '--tls', ...args] });
  onTestFinished(async () => {
    await server.stop();
  });
  const ca = certificateOf(server);
  const connectFrom = async (localAddress: string): Promise<ClientHttp2Session> => {
    const session = connect(server.url, {
      createConnection: () => {
        const socket = connectTcp({ host: '127.0.0.1', port: server.port, localAddress });
        return connectTls({ socket, host: '127.0.0.1', ca, ALPNProtocols: ['h2'] });
      },
    });
    onTestFinished(() => {
      session.destroy();
    });
    await once(session, 'connect');
    return session;
  };
  return { server, ca, connectFrom, refused: () => refusedBy(server, ca) };
}

/** The status of an answer of which nothing else is read. */
function statusOf(session: ClientHttp2Session, path: string, headers: Readonly<Record<string, string>> = {}) {
  return new Promise<number>((resolve, reject) => {
    const stream = session.request({ ':path': path, ...headers });
    stream.once('error', reject);
    stream.once('response', (head) => {
      resolve(Number(head[':status']));
    });
    stream.resume();
  });
}

test('requests that come by many streams of each connection count, and viewers miss nothing', async () => {
  const { server, ca, connectFrom, refused } = await serve('--max-requests-per-second', '20');
  const healthy = await watchHealthy(server.url, { ca });
  onTestFinished(() => {
    healthy.close();
  });
  const flood = await Promise.all(attackers.map(connectFrom));
  const asked = flood.flatMap((session) => Array.from({ length: 400 }, () => statusOf(session, '/api/v1/rules')));
  const statuses = await Promise.all(asked);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(await healthy.lacking()).toEqual(nothingSecure);
  expect((await refused()).maxRequestsPerSecond).toBe(statuses.filter((status) => status === 429).length);
});

test('streams and polls that one connection opens count for its session, and viewers miss nothing', async () => {
  // With a proxy configured this machine needs sessions, so that the viewers have one of their own.
  const { server, ca, connectFrom, refused } = await serve(
    '--max-streams-per-session',
    '6',
    '--trusted-proxy',
    '192.0.2.1',
  );
  const pair = async () => {
    const { headers } = ownerOf(server);
    const made = await ask(server, '/api/v1/pairing', { body: { role: 'viewer' }, headers, ca });
    const { code } = v.parse(pairingSchema, made.body);
    const paired = await ask(server, '/api/v1/pair', { body: { code, token: true }, ca });
    return { authorization: `Bearer ${v.parse(pairedSchema, paired.body).token ?? ''}` };
  };
  const [viewer, attacker] = [await pair(), await pair()];
  const healthy = await watchHealthy(server.url, { ca, headers: viewer });
  onTestFinished(() => {
    healthy.close();
  });
  const session = await connectFrom(attackers[0]);
  const asked = Array.from({ length: 100 }, () => statusOf(session, '/api/v1/events?metrics=', attacker));
  const statuses = await Promise.all(asked);
  expect(statuses.filter((status) => status === 200)).toHaveLength(6);
  expect(statuses.filter((status) => status === 429)).toHaveLength(94);
  expect(await statusOf(session, '/api/v1/poll', attacker)).toBe(429);
  expect(await healthy.lacking()).toEqual(nothingSecure);
  expect((await refused()).maxStreamsPerSession).toBe(95);
});

test('who opens far more streams at once than one connection may is refused, and viewers miss nothing', async () => {
  const { server, ca, refused } = await serve('--max-requests-per-second', '20');
  const healthy = await watchHealthy(server.url, { ca });
  onTestFinished(() => {
    healthy.close();
  });
  const flood = await Promise.all(attackers.map((from) => connectRaw(server, { from, alpn: 'h2' })));
  const requests = Buffer.concat(Array.from({ length: 5_000 }, (_, n) => requestIn(2 * n + 1)));
  for (const { socket } of flood) socket.write(Buffer.concat([http2Preface, requests, ping]));
  // Its answer comes after all that was asked before it; who was cut gets none.
  await Promise.all(
    flood.map(async (one) => {
      while (!one.text().includes(pong) && !one.socket.destroyed) await one.more();
    }),
  );
  expect(await healthy.lacking()).toEqual(nothingSecure);
  expect((await refused()).maxRequestsPerSecond).toBeGreaterThanOrEqual(attackers.length);
  for (const { socket } of flood) socket.destroy();
});

const opaque = Buffer.from('lanpulse');
const ping = Buffer.concat([Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0]), opaque]);
const pong = Buffer.concat([Buffer.from([0, 0, 8, 6, 1, 0, 0, 0, 0]), opaque]).toString('latin1');

/** A frame that asks for `/` in a stream. */
function requestIn(stream: number): Buffer {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(stream);
  // Of the static table: GET, https, /; and the host as it stands.
  const fields = Buffer.concat([Buffer.from([0x82, 0x87, 0x84, 0x41, 9]), Buffer.from('localhost')]);
  return Buffer.concat([Buffer.from([0, 0, fields.length, 1, 5]), id, fields]);
}
