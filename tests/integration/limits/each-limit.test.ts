import { once } from 'node:events';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connectRaw, refusedBy } from '../../support/flood.ts';
import { ask, makeCode, ownerOf, pairProgram } from '../../support/paired.ts';
import { startServer, type RunningServer } from '../../support/server.ts';

async function serve(...args: readonly string[]): Promise<RunningServer> {
  const server = await startServer({ args: ['--history', 'off', '--interval', '500', ...args] });
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

const post = (body: string, more = '') =>
  `POST /api/v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${more}` +
  `Content-Length: ${String(body.length)}\r\n\r\n${body}`;
const get = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Opens a channel, or resolves with the status and text of the refusal. */
async function openChannel(server: RunningServer): Promise<WebSocket | readonly [number, string]> {
  const channel = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/control`);
  channel.on('error', () => undefined);
  onTestFinished(() => {
    channel.terminate();
  });
  return new Promise((resolve) => {
    channel.once('open', () => {
      resolve(channel);
    });
    channel.once('unexpected-response', (_request, response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => {
        resolve([response.statusCode ?? 0, text]);
      });
    });
  });
}

describe('the limit', () => {
  test('of connections in all answers 503, and lets in again when one has gone', async () => {
    const server = await serve('--max-connections', '4');
    const open = await Promise.all([1, 2, 3, 4].map(() => connectRaw(server)));
    for (const one of open) {
      one.socket.write(get);
      await once(one.socket, 'data');
    }
    const refused = await (await connectRaw(server)).ended;
    expect(refused).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 10\r\n.*"code":"too_many_connections"/su);
    const [first] = open;
    first?.socket.end();
    await first?.ended;
    // The server hears a little later that it is gone, and refuses until then.
    const { maxConnections = 0, maxConnectionsPerAddress } = await vi.waitFor(() => refusedBy(server), 20_000);
    expect(maxConnections).toBeGreaterThanOrEqual(1);
    expect(maxConnectionsPerAddress).toBe(0);
    expect(server.stderr()).toContain('"limit":"maxConnections","times":1');
  });

  test('of connections of one address answers 503, and is not for another address', async () => {
    const server = await serve('--max-connections-per-address', '2');
    const [first, second] = [await connectRaw(server), await connectRaw(server)];
    expect(await (await connectRaw(server)).ended).toMatch(/^HTTP\/1\.1 503 .*"message":"Your address /su);
    const other = await connectRaw(server, { from: '127.0.0.2' });
    other.socket.write(get);
    await once(other.socket, 'data');
    expect(other.text()).toContain('HTTP/1.1 200 ');
    for (const one of [first, second]) one.socket.destroy();
    await Promise.all([first.ended, second.ended]);
    other.socket.destroy();
  });

  test('of streams counts event streams, polls and channels of one session together', async () => {
    const server = await serve('--max-streams-per-session', '3');
    const abort = new AbortController();
    onTestFinished(() => {
      abort.abort();
    });
    const { signal } = abort;
    const streams = [1, 2].map(() => fetch(`${server.url}/api/v1/events`, { signal }));
    expect((await Promise.all(streams)).map(({ status }) => status)).toEqual([200, 200]);
    const channel = await openChannel(server);
    expect(channel).toBeInstanceOf(WebSocket);
    const refused = await fetch(`${server.url}/api/v1/events`);
    expect([refused.status, await refused.json()]).toMatchObject([429, { error: { code: 'too_many' } }]);
    expect((await fetch(`${server.url}/api/v1/poll`)).status).toBe(429);
    expect(await openChannel(server)).toMatchObject([429, expect.stringContaining('"too_many"')]);
    expect(await refusedBy(server)).toMatchObject({ maxStreamsPerSession: 3 });
    if (channel instanceof WebSocket) {
      channel.close();
      await once(channel, 'close');
    }
    // The server hears a little later that the channel is gone.
    await expect.poll(async () => (await fetch(`${server.url}/api/v1/poll`)).status).toBe(200);
  });

  test('of requests in a second answers 429 and says when to try again, on upgrades too', async () => {
    const server = await serve('--max-requests-per-second', '1');
    const flood = await connectRaw(server);
    const { socket } = flood;
    const refusals = () => flood.text().split('"too_many"').length - 1;
    socket.write(get.repeat(40));
    while (refusals() < 30 && !socket.destroyed) await flood.more();
    expect(refusals()).toBeGreaterThanOrEqual(30);
    expect(flood.text()).toMatch(/HTTP\/1\.1 429 Too Many Requests\r\n.*\r\nRetry-After: 1\r\n/su);
    // Each second lets one more in, and this machine may have been busy for some.
    let upgrade = await openChannel(server);
    while (upgrade instanceof WebSocket) upgrade = await openChannel(server);
    expect(upgrade).toMatchObject([429, expect.stringContaining('"too_many"')]);
    const { socket: elsewhere } = await connectRaw(server, { from: '127.0.0.2' });
    elsewhere.write(get);
    const [answer] = await once(elsewhere, 'data');
    expect(String(answer)).toContain('HTTP/1.1 200 ');
    for (const one of [socket, elsewhere]) one.destroy();
  });

  test('of messages is that of bodies, frames and fragments', async () => {
    const server = await serve('--max-message-size', '1K');
    const body = JSON.stringify({ type: 'ping', pad: 'x'.repeat(1_024) });
    const { socket, ended } = await connectRaw(server);
    socket.write(post(body));
    expect(await ended).toMatch(/HTTP\/1\.1 413 .*"code":"too_large"/su);
    const large = await openChannel(server);
    const pieces = await openChannel(server);
    if (!(large instanceof WebSocket && pieces instanceof WebSocket)) throw new Error('no channel');
    large.send(body);
    expect(await once(large, 'close')).toMatchObject([1009, expect.anything()]);
    for (let n = 0; n < 1_000; n += 1) pieces.send('', { fin: false });
    expect(await once(pieces, 'close')).toMatchObject([1008, expect.anything()]);
    expect(await refusedBy(server)).toMatchObject({ maxMessageSize: 3 });
  });

  test('of the time for a head and for a whole request answers 408', async () => {
    const server = await serve('--head-timeout', '1s', '--request-timeout', '2s');
    const [head, body] = [await connectRaw(server), await connectRaw(server)];
    head.socket.write(get.slice(0, -2));
    body.socket.write(post('{"type":"ping"}').slice(0, -1));
    expect(await head.ended).toMatch(/^HTTP\/1\.1 408 .*"code":"too_slow"/su);
    expect(await body.ended).toMatch(/^HTTP\/1\.1 408 .*"code":"too_slow"/su);
    expect(await refusedBy(server)).toMatchObject({ headTimeout: 1, requestTimeout: 1, idleTimeout: 0 });
  });

  test('of the time without a request closes quietly', async () => {
    const server = await serve('--idle-timeout', '1s', '--head-timeout', '1s');
    const [asked, silent] = [await connectRaw(server), await connectRaw(server)];
    asked.socket.write(get);
    expect(await asked.ended).toContain('HTTP/1.1 200 ');
    expect(await silent.ended).toBe('');
    expect((await refusedBy(server)).idleTimeout).toBeGreaterThanOrEqual(2);
    expect(server.stderr()).not.toContain('"limit"');
  });

  test('of the hold refuses a poll that asks for more, and is what a poll gets that does not ask', async () => {
    const server = await serve('--poll-hold', '1s');
    const refused = await fetch(`${server.url}/api/v1/poll?timeout=1001`);
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { error: { code: 'invalid_query', message: expect.stringContaining('from 0 to 1000') } },
    ]);
    const hello: unknown = await (await fetch(`${server.url}/api/v1/poll?metrics=`)).json();
    const last = typeof hello === 'object' && hello !== null && 'last' in hello ? String(hello.last) : '';
    const held = await fetch(`${server.url}/api/v1/poll?metrics=&after=${last}`);
    expect(await held.json()).toMatchObject({ more: false });
    expect(await refusedBy(server)).toMatchObject({ pollHold: 1 });
  });

  test('of pairing tries locks pairing after as many wrong codes', async () => {
    const server = await serve('--pairing-tries', '3');
    const code = await makeCode(server, 'viewer');
    for (const wrong of ['WRONG1', 'WRONG2', 'WRONG3']) {
      expect((await ask(server, '/api/v1/pair', { body: { code: wrong } })).status).toBe(403);
    }
    expect(await ask(server, '/api/v1/pair', { body: { code } })).toMatchObject({
      status: 429,
      body: { error: { code: 'pairing_locked' } },
    });
    expect(await refusedBy(server)).toMatchObject({ pairingTries: 1 });
  });
});

test('limits that are not met count nothing, and scrapers read the counts', async () => {
  const server = await serve();
  expect(new Set(Object.values(await refusedBy(server)))).toEqual(new Set([0]));
  const { body } = await ownerOf(server).ask('/metrics');
  expect(String(body)).toContain('lanpulse_refused_total{limit="maxConnections"} 0');
});

test('behind a trusted proxy the client counts, not the proxy', async () => {
  const server = await serve(
    '--trusted-proxy',
    '127.0.0.1',
    '--max-requests-per-second',
    '1',
    '--max-connections-per-address',
    '1',
  );
  const viewer = await pairProgram(server, 'viewer');
  const askAs = async (client: string) =>
    (await viewer.ask('/api/v1/rules', { headers: { 'x-forwarded-for': client } })).status;
  const flood = await Promise.all(Array.from({ length: 16 }, () => askAs('192.0.2.1')));
  expect(flood.filter((status) => status === 429).length).toBeGreaterThanOrEqual(3);
  expect(await askAs('192.0.2.2')).toBe(200);
});
