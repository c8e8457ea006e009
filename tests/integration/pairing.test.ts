import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pairingSchema } from '../../src-shared/protocol/sharing.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { openEventStream } from '../support/event-stream.ts';
import {
  ask,
  cookieIn,
  cookieNameIn,
  makeCode,
  ownerOf,
  pairBrowser,
  pairProgram,
  sessionsOf,
} from '../support/paired.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const closed = { env: { LANPULSE_LOOPBACK_ROLE: 'none' } };
const iPad =
  'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

describe('a code', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(closed);
  });
  afterAll(() => server.stop());

  const pair = (body: object, headers: Readonly<Record<string, string>> = {}) =>
    ask(server, '/api/v1/pair', { body, headers });

  test('is made by an operator for a role, and is good for 5 minutes', async () => {
    const { status, body, headers } = await ownerOf(server).ask('/api/v1/pairing', { body: { role: 'viewer' } });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    const made = v.parse(pairingSchema, body);
    expect(made).toMatchObject({ role: 'viewer', leftMs: 300_000, urls: [] });
    expect(Math.abs(made.expiresAt - Date.now() - 300_000)).toBeLessThan(5_000);
    const viewer = await pairProgram(server, 'viewer');
    expect((await viewer.ask('/api/v1/pairing', { body: { role: 'viewer' } })).status).toBe(403);
    expect((await ask(server, '/api/v1/pairing', { body: { role: 'viewer' } })).status).toBe(401);
    for (const role of ['owner', '', null, ['viewer']]) {
      const refused = await ownerOf(server).ask('/api/v1/pairing', { body: { role } });
      expect(refused).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
    }
  });

  test('gives a browser a cookie that no script and no other site can use, once', async () => {
    const code = await makeCode(server, 'operator');
    const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `;
    const answer = await pair({ code: typed }, { origin: server.url, 'user-agent': iPad });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ok: true,
      sessionId: expect.stringMatching(/^[\w-]{12}$/u),
      name: 'Safari on iPad',
      role: 'operator',
    });
    const token = cookieIn(answer.headers, server.port);
    expect(answer.headers['set-cookie']).toEqual([
      `${cookieNameIn(answer.headers)}=${token}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    expect(token).toMatch(/^[\w-]{43}$/u);
    // The port and the server itself are in the name, so that others of the same host are told from it.
    expect(cookieNameIn(answer.headers)).toMatch(new RegExp(`^lanpulse_${String(server.port)}_[0-9a-f]{12}$`, 'u'));
    const cookie = `other=1; ${cookieNameIn(answer.headers)}=${token}`;
    expect((await ask(server, '/api/v1/rules', { headers: { cookie } })).status).toBe(200);
    expect(await pair({ code }, { origin: server.url })).toMatchObject({
      status: 403,
      body: { error: { code: 'wrong_code' } },
    });
  });

  test('gives a program a token, and no cookie', async () => {
    const code = await makeCode(server, 'viewer');
    const answer = await pair({ code, name: '  Grafana\u202e  ', token: true }, { 'user-agent': 'curl/8.5.0' });
    const { token } = v.parse(v.object({ token: v.string() }), answer.body);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).toMatchObject({ name: 'Grafana', role: 'viewer' });
    expect((await ask(server, '/api/v1/rules', { headers: { authorization: `bearer ${token}` } })).status).toBe(200);
    const [session] = await sessionsOf(server);
    expect(session).toMatchObject({
      name: 'Grafana',
      device: 'curl',
      kind: 'program',
      role: 'viewer',
      address: '127.0.0.1',
      watching: false,
      current: false,
    });
  });

  test('that is unknown and one that is used are refused alike, whatever else is wrong with them', async () => {
    const used = await makeCode(server, 'viewer');
    await pair({ code: used, token: true });
    const answers = await Promise.all(
      [used, 'ABCDEFGH', 'x', '<img src=x>', 'é'.repeat(20)].map((code) => pair({ code })),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(answer.body).toEqual(answers[0]?.body);
    }
    // A good one forgives the wrong ones.
    await pairProgram(server, 'viewer');
  });

  test.each([
    [
      'no JSON',
      { headers: { 'content-type': 'text/plain' }, body: { code: 'ABCDEFGH' } },
      415,
      'unsupported_media_type',
    ],
    [
      'a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: {} },
      415,
      'unsupported_media_type',
    ],
    ['no code', { body: { name: 'x' } }, 400, 'invalid_request'],
    ['a code that is no text', { body: { code: 12_345_678 } }, 400, 'invalid_request'],
    ['an empty name', { body: { code: 'ABCDEFGH', name: '\u200b' } }, 400, 'invalid_request'],
    ['a name too long', { body: { code: 'ABCDEFGH', name: 'x'.repeat(61) } }, 400, 'invalid_request'],
    ['a large body', { body: { code: 'x'.repeat(17 * 1024) } }, 413, 'too_large'],
    ['another site', { body: { code: 'ABCDEFGH' }, headers: { origin: 'http://evil.example' } }, 403, 'bad_origin'],
    ['no site', { body: { code: 'ABCDEFGH' }, headers: { origin: 'null' } }, 403, 'bad_origin'],
    ['a neighbour', { body: { code: 'ABCDEFGH' }, headers: { 'sec-fetch-site': 'same-site' } }, 403, 'bad_origin'],
    ['another host', { body: { code: 'ABCDEFGH' }, headers: { host: 'evil.example' } }, 403, 'bad_host'],
  ])('brought with %s is not looked at', async (_name, question, status, code) => {
    expect(await ask(server, '/api/v1/pair', question)).toMatchObject({ status, body: { error: { code } } });
  });

  test('brought by a browser that has a session replaces it, under the name that it had', async () => {
    const before = await pairBrowser(server, 'viewer', 'Kitchen tablet');
    const code = await makeCode(server, 'operator');
    const answer = await before.ask('/api/v1/pair', { body: { code } });
    expect(answer.body).toMatchObject({ name: 'Kitchen tablet', role: 'operator' });
    expect((await before.ask('/api/v1/rules')).status).toBe(401);
    const cookie = `lanpulse_${String(server.port)}=${cookieIn(answer.headers, server.port)}`;
    expect((await ask(server, '/api/v1/server', { headers: { cookie } })).status).toBe(200);
    expect((await sessionsOf(server)).filter(({ name }) => name === 'Kitchen tablet')).toHaveLength(1);
  });

  test('of an operator who has been removed lets nobody in', async () => {
    const operator = await pairProgram(server, 'operator');
    const { body } = await operator.ask('/api/v1/pairing', { body: { role: 'operator' } });
    const { code } = v.parse(pairingSchema, body);
    await ownerOf(server).command('session.revoke', { sessionId: operator.sessionId });
    expect((await pair({ code })).body).toMatchObject({ error: { code: 'wrong_code' } });
  });
});

test('ten wrong codes lock pairing for everybody, say for how long, and tell operators, who still get in by the link', async () => {
  const server = await serverForTest(closed);
  const operator = await openEventStream(`${server.url}/api/v1/events?metrics=load`, {
    headers: ownerOf(server).headers,
  });
  const viewer = await openEventStream(`${server.url}/api/v1/events?metrics=load`, {
    headers: (await pairProgram(server, 'viewer')).headers,
  });
  const code = await makeCode(server, 'viewer');
  for (let n = 0; n < 10; n += 1) {
    const { body } = await ask(server, '/api/v1/pair', { body: { code: `WRONG${String(n)}` } });
    expect(body).toMatchObject({ error: { code: 'wrong_code' } });
  }
  const locked = await ask(server, '/api/v1/pair', { body: { code } });
  expect(locked).toMatchObject({ status: 429, body: { error: { code: 'pairing_locked' } } });
  expect(Number(locked.headers['retry-after'])).toBeGreaterThan(50);
  expect(Number(locked.headers['retry-after'])).toBeLessThanOrEqual(60);
  const told = await operator.takeUntil(({ event, data }) => event === 'presence' && data.includes('"pairing"'));
  expect(told.at(-1)?.data).toMatch(/"pairing":\{"until":\d+,"wrongCodes":10\}/u);
  const sharing = await ownerOf(server).ask('/api/v1/sharing');
  expect(sharing.body).toMatchObject({ locked: { until: expect.any(Number), wrongCodes: 10 } });
  expect(server.stderr()).toContain('10 wrong pairing codes');
  await viewer.takeUntil(({ event }) => event === 'sample');
  expect(viewer.received.some(({ data }) => data.includes('"pairing"'))).toBe(false);
  const link = /#pair=([\w-]{43}) /u.exec(server.stderr())?.[1] ?? '';
  expect((await ask(server, '/api/v1/pair', { body: { code: link } })).status).toBe(200);
  operator.close();
  viewer.close();
});

describe('the local link', () => {
  const linkOf = (server: RunningServer) =>
    /Open (http:\S+)\/#pair=([\w-]{43}) in/u.exec(server.stderr())?.slice(1) ?? [];

  test('is printed where this machine needs a session, and makes one browser here an operator', async () => {
    const server = await serverForTest(closed);
    const [url, code = ''] = linkOf(server);
    expect(url).toBe(server.url);
    const byProxy = await ask(server, '/api/v1/pair', { body: { code }, headers: { 'x-forwarded-for': '10.0.0.9' } });
    expect(byProxy.body).toMatchObject({ error: { code: 'wrong_code' } });
    const answer = await ask(server, '/api/v1/pair', { body: { code }, headers: { origin: server.url } });
    expect(answer.body).toMatchObject({ role: 'operator' });
    expect(await sessionsOf(server)).toMatchObject([{ kind: 'local', role: 'operator' }]);
    expect((await ask(server, '/api/v1/pair', { body: { code } })).status).toBe(403);
    // What was given to this machine is good on this machine, and not for somebody whom a proxy brings.
    const cookie = `lanpulse_${String(server.port)}=${cookieIn(answer.headers, server.port)}`;
    expect((await ask(server, '/api/v1/rules', { headers: { cookie } })).status).toBe(200);
    const passedOn = await ask(server, '/api/v1/rules', { headers: { cookie, 'x-real-ip': '10.0.0.9' } });
    expect(passedOn.body).toMatchObject({ error: { code: 'forwarded' } });
  });

  test('is not printed where this machine needs none', async () => {
    expect(linkOf(await serverForTest())).toEqual([]);
  });
});

test('neither codes nor tokens stand in any log or file, or in an answer to anybody else', async () => {
  const server = await serverForTest({ env: { ...closed.env, LANPULSE_LOG_LEVEL: 'debug' } });
  const owner = ownerOf(server);
  const browser = await pairBrowser(server, 'operator', 'Tablet');
  const program = await pairProgram(server, 'viewer', 'Script');
  const code = await makeCode(server, 'viewer');
  await ask(server, '/api/v1/pair', { body: { code: 'WRONGONE' } });
  await browser.command('session.rename', { sessionId: program.sessionId, name: 'Other' });
  const paths = ['info', 'sessions', 'sharing', 'server', 'rules', 'alerts', 'poll', 'nope'];
  const answers = await Promise.all(paths.map((path) => browser.ask(`/api/v1/${path}`)));
  const log = server.stderr().replace(/#pair=\S+/u, '');
  await server.stop();
  const told = JSON.stringify(answers) + log;
  expect(told).toContain('session.rename');
  for (const secret of [owner.token, browser.token, program.token, code, 'WRONGONE']) {
    expect(secret).not.toBe('');
    expect(told).not.toContain(secret);
  }
});
