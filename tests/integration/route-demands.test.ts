import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../src-main/version.ts';
import { inProject } from '../../build/project.ts';
import { declaredRoutes as routes } from '../support/declared-routes.ts';
import { ask, ownerOf, pairBrowser, pairProgram, type Guest } from '../support/paired.ts';
import { startServer, type RunningServer } from '../support/server.ts';

describe('without a session', () => {
  let server: RunningServer;
  let viewer: Guest;
  beforeAll(async () => {
    server = await startServer({ env: { LANPULSE_LOOPBACK_ROLE: 'none' } });
    viewer = await pairProgram(server, 'viewer');
  });
  afterAll(() => server.stop());

  test('every route declares what it demands, and no more than these are open', () => {
    const paths = routes.filter(({ demand }) => demand === 'open').map(({ method, path }) => `${method} ${path}`);
    expect(paths.sort()).toEqual(['GET /api/v1/info', 'GET /healthz', 'POST /api/v1/pair']);
    const files = readdirSync(inProject('src-main', 'http', 'routes'));
    for (const file of files)
      expect(
        routes.some((route) => route.file === file),
        file,
      ).toBe(true);
    const sources = files.map((file) => readFileSync(inProject('src-main', 'http', 'routes', file), 'utf8'));
    const declared = sources.join('\n').match(/\bpath: '/gu) ?? [];
    expect(declared).toHaveLength(routes.length);
  });

  const closed = routes.filter(({ demand }) => demand !== 'open');
  const asking = (method: string) => (method === 'POST' ? { body: {} } : {});

  test.each(closed)(
    '$method $path is closed, also by other methods and with a wrong token',
    async ({ method, path }) => {
      const wrong = { authorization: `Bearer ${'w'.repeat(43)}` };
      const answers = await Promise.all([
        ask(server, path, asking(method)),
        ask(server, path, asking(method === 'POST' ? 'GET' : 'POST')),
        ask(server, path, { ...asking(method), headers: wrong }),
        ask(server, path, {
          ...asking(method),
          headers: { cookie: `lanpulse_${String(server.port)}=${'w'.repeat(43)}` },
        }),
        ask(server, `${path}/`, asking(method)),
        ask(server, path.toUpperCase(), asking(method)),
      ]);
      for (const answer of answers.slice(0, 4)) {
        expect(answer).toMatchObject({ status: 401, body: { ok: false, error: { code: 'unauthorized' } } });
        expect(answer.headers['www-authenticate']).toBe('Bearer realm="Lanpulse"');
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
      for (const { status } of answers) expect([401, 404]).toContain(status);
    },
  );

  test.each(routes.filter(({ demand }) => demand === 'operator'))('$method $path is not for viewers', async (route) => {
    const { method, path } = route;
    expect(await viewer.ask(path, asking(method))).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden' } },
    });
  });

  test.each([
    '/api',
    '/api/',
    '/api/v1',
    '/api/v1/nope',
    '/api/v2/rules',
    '/api/v1/../v1/rules',
    '/api/v1/%2e%2e/nope',
  ])('the unknown %s is closed like what is known', async (path) => {
    expect((await ask(server, path)).status).toBe(401);
  });

  test('the page is open, and says nothing of the machine', async () => {
    expect((await ask(server, '/')).status).toBe(200);
    const { body, headers } = await ask(server, '/api/v1/info');
    expect(body).toEqual({ name: 'Lanpulse', version, auth: { required: true, role: null } });
    // Whoever has got a session since is not to read it again from a cache.
    expect(headers['cache-control']).toBe('private, no-store');
    expect((await viewer.ask('/api/v1/info')).body).toMatchObject({ auth: { role: 'viewer' }, host: {} });
  });

  test('what only some may see is kept in no cache that others share', async () => {
    const browser = await pairBrowser(server, 'operator');
    for (const path of [
      'info',
      'rules',
      'alerts',
      'notes',
      'server',
      'sessions',
      'sharing',
      'history?series=cpu.total',
    ]) {
      const { status, headers } = await browser.ask(`/api/v1/${path}`);
      expect([path, status]).toEqual([path, 200]);
      expect(headers['cache-control']).toMatch(/private|no-store/u);
    }
    expect((await ownerOf(server).ask('/assets/nope.js')).headers['set-cookie']).toBeUndefined();
  });

  test('a cookie in use is given again, on no answer that others could get', async () => {
    const browser = await pairBrowser(server, 'viewer');
    const first = await browser.ask('/api/v1/rules');
    expect(first.headers['set-cookie']).toEqual([expect.stringContaining(`=${browser.token}; Max-Age=34560000;`)]);
    expect((await browser.ask('/api/v1/rules')).headers['set-cookie']).toBeUndefined();
    const page = await (await pairBrowser(server, 'viewer')).ask('/');
    expect(page.headers['set-cookie']).toBeUndefined();
  });
});
