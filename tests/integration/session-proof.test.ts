import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { handshakeStatus } from '../support/handshake-status.ts';
import { ask, pairBrowser, pairProgram, sessionsOf } from '../support/paired.ts';
import { startServer, type RunningServer } from '../support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ env: { LANPULSE_LOOPBACK_ROLE: 'none' } });
});
afterAll(() => server.stop());

describe('the control channel', () => {
  const knock = (headers: Readonly<Record<string, string>>) =>
    handshakeStatus(new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/control`, { headers }));

  test('takes a cookie with the very origin of the page, and no other', async () => {
    const { headers } = await pairBrowser(server, 'viewer');
    const { cookie = '' } = headers;
    expect(await knock({ cookie, origin: server.url })).toBe(101);
    const { port } = new URL(server.url);
    const others = [
      'null',
      'http://evil.example',
      `http://127.0.0.1:${String(Number(port) + 1)}`,
      `http://localhost:${port}`,
      server.url.replace('http', 'https'),
      `${server.url}.evil.example`,
      '',
    ];
    for (const origin of others) expect([origin, await knock({ cookie, origin })]).toEqual([origin, 403]);
    expect(await knock({ cookie })).toBe(403);
    expect(await knock({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(403);
  });

  test('takes a token without an origin, and not with a foreign one', async () => {
    const { headers } = await pairProgram(server, 'viewer');
    expect(await knock(headers)).toBe(101);
    expect(await knock({ ...headers, origin: 'http://evil.example' })).toBe(403);
    expect(await knock({ ...headers, origin: 'null' })).toBe(403);
    expect(await knock({ authorization: `Bearer ${'w'.repeat(43)}` })).toBe(401);
    expect(await knock({})).toBe(401);
  });
});

describe('a cookie', () => {
  const note = { type: 'note.add', t: 1, text: 'x' };

  test('changes nothing without the word of the browser where it comes from', async () => {
    const { headers } = await pairBrowser(server, 'operator');
    const { cookie = '' } = headers;
    const post = (more: Readonly<Record<string, string>>, body: object = { type: 'ping' }) =>
      ask(server, '/api/v1/commands', { body, headers: { cookie, ...more } });
    expect((await post({ origin: server.url })).status).toBe(200);
    expect((await post({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await post({ 'sec-fetch-site': 'none' })).status).toBe(200);
    for (const more of [
      {},
      { origin: 'null' },
      { origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: server.url, 'sec-fetch-site': 'cross-site' },
    ]) {
      expect(await post(more, note)).toMatchObject({ status: 403, body: { error: { code: 'bad_origin' } } });
    }
    const text = { 'content-type': 'text/plain', origin: server.url };
    expect((await post(text, note)).status).toBe(415);
    expect((await ask(server, '/api/v1/unpair', { body: {}, headers: { cookie, ...text } })).status).toBe(415);
    expect((await ask(server, '/api/v1/rules', { headers: { cookie } })).status).toBe(200);
  });

  test('of another server on the same host, beside it or under its name, does no harm', async () => {
    const { headers, token } = await pairBrowser(server, 'viewer');
    const name = `lanpulse_${String(server.port)}`;
    const get = (cookie: string) => ask(server, '/api/v1/rules', { headers: { cookie } });
    expect((await get(`lanpulse_1=${token}`)).status).toBe(401);
    expect((await get(`${name}=planted; ${headers.cookie ?? ''}`)).status).toBe(200);
    expect((await get(`${name}=${'x'.repeat(8_000)}`)).status).toBe(401);
    expect((await get(`${name}=; ${name}; =${token}; ;;${name}==${token}`)).status).toBe(401);
  });

  test('counts behind a header of a proxy that nobody has configured, which is not looked at', async () => {
    const guest = await pairBrowser(server, 'viewer');
    const forwarded = { 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' };
    expect((await guest.ask('/api/v1/rules', { headers: forwarded })).status).toBe(200);
    const session = (await sessionsOf(server)).find(({ sessionId }) => sessionId === guest.sessionId);
    expect(session?.address).toBe('127.0.0.1');
    expect((await ask(server, '/api/v1/rules', { headers: forwarded })).status).toBe(403);
  });
});
