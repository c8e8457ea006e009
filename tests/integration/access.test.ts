import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { once } from 'node:events';
import { version } from '../../src-main/version.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const closed = [
  '/api/v1/events',
  '/api/v1/poll',
  '/api/v1/server',
  '/api/v1/nope',
  '/api',
  '/api/v1/history?series=cpu.total',
  '/api/v1/history.csv?series=cpu.total',
  '/api/v1/processes?at=1',
];

describe('a caller without a session', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ env: { LANPULSE_LOOPBACK_ROLE: 'none' } });
  });
  afterAll(() => server.stop());

  test.each(closed)('gets 401 from %s', async (path) => {
    const response = await fetch(server.url + path);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  });

  test('gets 401 for a command and for the control channel', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const posted = await fetch(`${server.url}/api/v1/commands`, { method: 'POST', headers, body: '{"type":"ping"}' });
    expect(posted.status).toBe(401);
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/control`);
    const [error] = await once(socket, 'error').catch((caught: unknown) => [caught]);
    expect(String(error)).toContain('401');
  });

  test('may know that a session is needed, and nothing of the machine', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('ok');
    const info: unknown = await (await fetch(`${server.url}/api/v1/info`)).json();
    expect(info).toEqual({ name: 'Lanpulse', version, auth: { required: true, role: null } });
  });

  test('gets the page, so that it can ask for one', async () => {
    const page = await fetch(`${server.url}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});

describe('a viewer', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
  });
  afterAll(() => server.stop());

  test.each(['/', '/healthz', '/api/v1/rules', '/api/v1/poll', '/api/v1/events', '/api/v1/nope', '/api/v1/server'])(
    'is told with %s what a browser may do with the answer',
    async (path) => {
      const abort = new AbortController();
      const { headers } = await fetch(server.url + path, { signal: abort.signal });
      abort.abort();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/u);
      expect(headers.get('x-frame-options')).toBe('DENY');
    },
  );

  test('looks, but does not see the server’s own figures', async () => {
    expect((await fetch(`${server.url}/api/v1/poll`)).status).toBe(200);
    expect((await fetch(`${server.url}/api/v1/server`)).status).toBe(403);
    expect(await (await fetch(`${server.url}/api/v1/info`)).json()).toMatchObject({ auth: { role: 'viewer' } });
  });
});
