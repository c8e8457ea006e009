import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { attackers, connectRaw, http2Preface, refusedBy, type RawConnection } from '../../support/flood.ts';
import { nothing, nothingSecure, watchHealthy, type HealthyViewers } from '../../support/healthy-viewers.ts';
import { startServer, type RunningServer } from '../../support/server.ts';

const head =
  'POST /api/v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n';
const timing = ['--head-timeout', '2s', '--request-timeout', '4s', '--idle-timeout', '6s'];
const rate = ['--max-requests-per-second', '30'];

/** Sends a byte every now and then, for as long as the other side lets it. */
function trickle({ socket, ended }: RawConnection, byte: string | Buffer): Promise<string> {
  const timer = setInterval(() => {
    if (socket.writable) socket.write(byte);
  }, 50);
  void ended.then(() => {
    clearInterval(timer);
  });
  return ended;
}

/** Headers of stream 1 that do not end, and say that they are long. */
const endlessHead = Buffer.from([0, 0x20, 0, 1, 0, 0, 0, 0, 1]);
const ping = Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);

/** Where a byte is still on its way the system cuts the connection, and the answer with it; the counts tell of all. */
function areTooSlow(answers: readonly string[]): void {
  const heard = answers.filter((answer) => answer !== '');
  expect(heard.length).toBeGreaterThan(0);
  for (const answer of heard) expect(answer).toMatch(/^HTTP\/1\.1 408 .*"code":"too_slow"/su);
}

describe.each([
  ['in the clear', []],
  ['encrypted', ['--tls']],
])('whoever sends a byte now and then, %s,', (_, tls) => {
  const isSecure = tls.length > 0;
  let server: RunningServer;
  let ca: string | undefined;
  let healthy: HealthyViewers;
  beforeAll(async () => {
    server = await startServer({ args: ['--history', 'off', '--interval', '200', ...timing, ...rate, ...tls] });
    ca = isSecure ? readFileSync(join(server.dataDir, 'tls', 'certificate.pem'), 'utf8') : undefined;
    healthy = await watchHealthy(server.url, ca === undefined ? {} : { ca });
  });
  afterAll(async () => {
    healthy.close();
    await server.stop();
  });
  const connectAll = (alpn: 'http/1.1' | 'h2' = 'http/1.1') =>
    Promise.all(attackers.map((from) => connectRaw(server, { from, ...(isSecure ? { alpn } : {}) })));
  const refused = () => refusedBy(server, ca);
  const lacks = isSecure ? nothingSecure : nothing;

  test('in the head of a request is cut, and viewers miss nothing', async () => {
    const { headTimeout = 0 } = await refused();
    const slow = await connectAll();
    for (const { socket } of slow) socket.write(head);
    const answers = await Promise.all(slow.map((one) => trickle(one, 'x')));
    areTooSlow(answers);
    expect(await healthy.lacking()).toEqual(lacks);
    expect((await refused()).headTimeout).toBe(headTimeout + attackers.length);
  });

  test('in the body of a request is cut, and viewers miss nothing', async () => {
    const { requestTimeout = 0 } = await refused();
    const slow = await connectAll();
    for (const { socket } of slow) socket.write(`${head}\r\n`);
    const answers = await Promise.all(slow.map((one) => trickle(one, ' ')));
    areTooSlow(answers);
    expect(await healthy.lacking()).toEqual(lacks);
    expect((await refused()).requestTimeout).toBe(requestTimeout + attackers.length);
    expect(server.stderr()).not.toContain('a request failed');
  });

  if (!isSecure) return;

  test('in a handshake is cut', async () => {
    const { headTimeout = 0 } = await refused();
    const slow = await Promise.all(attackers.map((from) => connectRaw(server, { from })));
    // A record that says it is long.
    for (const { socket } of slow) socket.write(Buffer.from([0x16, 3, 1, 0x20, 0, 1]));
    await Promise.all(slow.map((one) => trickle(one, '\0')));
    expect(await healthy.lacking()).toEqual(lacks);
    expect((await refused()).headTimeout).toBe(headTimeout + attackers.length);
  });

  test('in the head of a request over HTTP/2, or only pings, is cut', async () => {
    const { idleTimeout = 0 } = await refused();
    const slow = await connectAll('h2');
    for (const { socket } of slow) socket.write(Buffer.concat([http2Preface, endlessHead]));
    const pinging = await connectAll('h2');
    for (const { socket } of pinging) socket.write(http2Preface);
    await Promise.all([...slow.map((one) => trickle(one, '\0')), ...pinging.map((one) => trickle(one, ping))]);
    expect(await healthy.lacking()).toEqual(lacks);
    expect((await refused()).idleTimeout).toBeGreaterThanOrEqual(idleTimeout + 2 * attackers.length);
  });

  test('in the body of a request over HTTP/2 is answered 408', async () => {
    const { requestTimeout = 0 } = await refused();
    const session = connectHttp2(server.url, { ca });
    onTestFinished(() => {
      session.destroy();
    });
    const stream = session.request({
      ':method': 'POST',
      ':path': '/api/v1/commands',
      'content-type': 'application/json',
    });
    stream.on('error', () => undefined);
    const timer = setInterval(() => {
      if (stream.writable) stream.write(' ');
    }, 50);
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
    const [headers] = await once(stream, 'response');
    await once(stream, 'close');
    clearInterval(timer);
    expect(headers).toMatchObject({ ':status': 408 });
    expect(text).toContain('"code":"too_slow"');
    expect(await healthy.lacking()).toEqual(lacks);
    expect((await refused()).requestTimeout).toBe(requestTimeout + 1);
    expect(server.stderr()).not.toContain('a request failed');
  });
});
