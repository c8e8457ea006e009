import { once } from 'node:events';
import { connect } from 'node:net';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startServer, type RunningServer } from '../support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ args: ['--interval', '100'] });
});
afterAll(() => server.stop());

/** Sends a request with any header, which fetch would not. */
async function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const sent = request(`${server.url}${path}`, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };

describe('bad input gets one clear error', () => {
  test.each([
    ['an unknown metric', '/api/v1/events?metrics=nope', {}, 400, 'invalid_filter'],
    ['a negative interval', '/api/v1/events?interval=-1', {}, 400, 'invalid_filter'],
    ['an interval that is no number', '/api/v1/poll?interval=soon', {}, 400, 'invalid_filter'],
    ['a huge list', `/api/v1/poll?metrics=${'cpu,'.repeat(70)}cpu`, {}, 400, 'invalid_filter'],
    ['a huge instance name', `/api/v1/poll?instances=${'x'.repeat(300)}`, {}, 400, 'invalid_filter'],
    ['a short viewer id', '/api/v1/poll?viewer=abc', {}, 400, 'invalid_viewer'],
    ['a hold of an hour', '/api/v1/poll?timeout=3600000', {}, 400, 'invalid_query'],
    ['an id that is none', '/api/v1/poll?after=yesterday', {}, 400, 'invalid_query'],
    ['a wrong method', '/api/v1/poll', { method: 'DELETE' }, 405, 'method_not_allowed'],
    ['POST on a stream', '/api/v1/events', { method: 'POST', headers: json, body: '{}' }, 405, 'method_not_allowed'],
    ['HEAD on a command', '/api/v1/commands', { method: 'PUT' }, 405, 'method_not_allowed'],
    ['an unknown route', '/api/v1/nope', {}, 404, 'not_found'],
    ['an unknown page', '/nope.html', {}, 404, 'not_found'],
    [
      'a form instead of JSON',
      '/api/v1/commands',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"type":"ping"}' },
      415,
      'unsupported_media_type',
    ],
    ['broken JSON', '/api/v1/commands', { method: 'POST', headers: json, body: '{' }, 400, 'bad_json'],
    [
      'an oversized body',
      '/api/v1/commands',
      { method: 'POST', headers: json, body: JSON.stringify({ type: 'ping', pad: 'x'.repeat(20_000) }) },
      413,
      'too_large',
    ],
    ['a foreign host', '/api/v1/info', { headers: { host: 'evil.example' } }, 403, 'bad_host'],
    ['a foreign host on the page', '/', { headers: { host: 'evil.example' } }, 403, 'bad_host'],
    ['a foreign origin', '/api/v1/poll', { headers: { origin: 'http://evil.example' } }, 403, 'bad_origin'],
    ['a cross-site request', '/api/v1/events', { headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'bad_origin'],
    ['a proxy', '/api/v1/poll', { headers: { 'x-forwarded-for': '10.1.1.1' } }, 403, 'forwarded'],
  ])('%s', async (_name, path, options, status, code) => {
    const answer = await ask(path, options);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each([
    '/..%2f..%2fpackage.json',
    '/%5c..%5cpackage.json',
    '/assets/%00.js',
    '/../package.json',
    '/%2e%2e/package.json',
  ])('the path %s reaches no file', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).not.toContain('"dependencies"');
  });

  test('the stream of somebody else goes on meanwhile', async () => {
    const response = await fetch(`${server.url}/api/v1/events`);
    const reader = response.body?.getReader();
    await ask('/api/v1/commands', { method: 'POST', headers: json, body: '{' });
    let text = '';
    while (text.split('event: sample').length < 5) {
      const part = await reader?.read();
      if (part === undefined || part.done) throw new Error('the stream ended');
      text += Buffer.from(part.value).toString('utf8');
    }
    await reader?.cancel();
  });
});

describe('the control channel', () => {
  const control = (headers: Record<string, string> = {}, query = '') =>
    new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/control${query}`, { headers });
  const refusal = async (socket: WebSocket) => {
    const status = await new Promise<number | undefined>((resolve) => {
      socket.once('unexpected-response', (_request, response) => {
        resolve(response.statusCode);
      });
    });
    socket.on('error', () => undefined);
    socket.terminate();
    return status;
  };

  test.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])(
    'refuses the origin %s',
    async (origin) => {
      expect(await refusal(control({ origin }))).toBe(403);
    },
  );

  test('refuses a browser that names no origin', async () => {
    expect(await refusal(control({ cookie: 'a=b' }))).toBe(403);
  });

  test('refuses a viewer id that is none', async () => {
    expect(await refusal(control({}, '?viewer=abc'))).toBe(400);
  });

  test('closes with 1009 on a frame over 16 KiB', async () => {
    const socket = control();
    await once(socket, 'open');
    socket.send('x'.repeat(17 * 1024));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
  });

  test('closes with 1008 on a flood, and only the flooding channel', async () => {
    const [flood, calm] = [control(), control()];
    await Promise.all([once(flood, 'open'), once(calm, 'open')]);
    for (let i = 0; i < 400; i += 1) flood.send('{"type":"ping"}');
    const [code] = await once(flood, 'close');
    expect(code).toBe(1008);
    calm.send('{"id":"c","type":"ping"}');
    const [data] = await once(calm, 'message');
    expect(String(data)).toContain('"ok":true');
    calm.terminate();
  });

  test('cuts a handshake that does not finish', { timeout: 30_000 }, async () => {
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /api/v1/control HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n');
    const started = Date.now();
    socket.resume();
    await once(socket, 'close');
    expect(Date.now() - started).toBeLessThan(20_000);
  });
});
