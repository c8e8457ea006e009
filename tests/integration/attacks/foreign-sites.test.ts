import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declaredRoutes } from '../../support/declared-routes.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { handshakeStatus } from '../../support/handshake-status.ts';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

/** Names that an owner may allow. */
const known = ['one.example', 'two.example'];
const posts = declaredRoutes.filter(({ method }) => method === 'POST');
const json = { 'content-type': 'application/json' };

/** What anybody could want to change. */
async function stateOf(door: Door): Promise<readonly unknown[]> {
  const read = async (path: string): Promise<unknown> => {
    const { status, text } = await door.ask(path, { headers: door.as.operator });
    expect([path, status]).toEqual([path, 200]);
    return JSON.parse(text);
  };
  return Promise.all(['/api/v1/rules', '/api/v1/notes', '/api/v1/sharing'].map(read));
}

const knock = (door: Door, headers: Readonly<Record<string, string>>) => handshakeStatus(door.control(headers));

describe.each(doorNames)('through %s', (name) => {
  let door: Door;
  let origin: string;
  beforeAll(() => {
    door = doors.at(name);
    origin = new URL(door.url).origin;
  });

  test('no answer ever lets another site read it', { timeout: 240_000 }, async () => {
    const evil = 'https://evil.example';
    const paths = ['/', '/nope', '/api/v1/nope', ...new Set(declaredRoutes.map(({ path }) => path))];
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD']) {
        for (const asked of [{ origin: evil }, { origin: 'null' }, { origin: evil, ...door.as.operator }]) {
          const preflight = {
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          };
          const answer = await door.ask(path, { method, headers: { ...json, ...preflight, ...asked } });
          const allowing = Object.keys(answer.headers).filter((header) => header.startsWith('access-control-'));
          expect([path, method, allowing]).toEqual([path, method, []]);
          // What is open tells another site what it tells anybody.
          if (path.startsWith('/api') || path === '/metrics') expect(answer.text).not.toContain('"host"');
        }
      }
    }
  });

  test('a session is of no use to another site, over HTTP, stream, poll and channel', async () => {
    const evils = [
      'https://evil.example',
      'null',
      `${origin}.evil.example`,
      origin.replace(/\d+$/u, '1'),
      `${origin}/`,
    ];
    for (const evil of [...evils, origin.replace(/^https?:/u, (scheme) => (scheme === 'http:' ? 'https:' : 'http:'))]) {
      const headers = { ...door.as.operator, origin: evil };
      for (const path of ['/api/v1/rules', '/api/v1/events', '/api/v1/poll', '/metrics']) {
        expect([evil, path, (await door.ask(path, { headers })).status]).toEqual([evil, path, 403]);
      }
      expect([evil, await knock(door, headers)]).toEqual([evil, 403]);
    }
    for (const site of ['cross-site', 'same-site']) {
      const headers = { ...door.as.operator, 'sec-fetch-site': site };
      expect((await door.ask('/api/v1/events', { headers })).status).toBe(403);
      expect(await knock(door, headers)).toBe(403);
    }
    expect((await door.ask('/api/v1/rules', { headers: { ...door.as.operator, origin } })).status).toBe(200);
    expect(await knock(door, { ...door.as.operator, origin })).toBe(101);
  });

  test('a channel without an origin opens for a token, and never for what a browser sends by itself', async () => {
    expect(await knock(door, door.as.viewer)).toBe(101);
    for (const marks of [{ cookie: 'a=b' }, { 'sec-fetch-mode': 'websocket' }, { 'sec-fetch-site': 'none' }]) {
      expect([400, 401, 403]).toContain(await knock(door, marks));
    }
  });

  test('what a form can send changes nothing', async () => {
    const before = await stateOf(door);
    const body = JSON.stringify({
      type: 'note.add',
      t: 1,
      text: 'x',
      on: false,
      role: 'operator',
      code: 'AAAAAAAA',
      rule: { series: 'cpu.total', instance: '*', enabled: false },
    });
    const types = [
      'text/plain',
      'text/plain; application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
      'application/json, text/plain',
      '',
    ];
    for (const { path } of posts) {
      for (const type of types) {
        const headers = { ...door.as.operator, ...(type === '' ? {} : { 'content-type': type }) };
        const answer = await door.ask(path, { method: 'POST', headers, body });
        expect([path, type, answer.status]).toEqual([path, type, 415]);
      }
    }
    expect(await stateOf(door)).toEqual(before);
  });

  test('a foreign host name is refused, over HTTP, stream, poll and channel', async () => {
    const { hostname, port } = new URL(door.url);
    const evils = [
      'evil.example',
      `evil.example:${port}`,
      `${hostname}.evil.example`,
      'localhost.evil.example',
      '0.0.0.0',
    ];
    for (const host of [...evils, '169.254.169.254', `${hostname}@evil.example`]) {
      for (const path of ['/', '/healthz', '/api/v1/info', '/api/v1/rules', '/api/v1/events', '/api/v1/poll']) {
        const { status } = await door
          .ask(path, { headers: { ...door.as.operator, host } })
          .catch(() => ({ status: 0 }));
        // 400 where HTTP itself cannot read it; 0 where HTTP/2 does not even send it.
        expect([host, path, [0, 400, 403, 421].includes(status) ? 'refused' : status]).toEqual([host, path, 'refused']);
      }
      expect([host, [400, 403].includes(await knock(door, { ...door.as.operator, host }))]).toEqual([host, true]);
    }
  });
});

/** The same as a door has it: HTTP/2 writes the scheme of its address apart. */
const schemeOf = (door: Door) => new URL(door.url).protocol;

describe.each(['', 'one.example', 'one.example,two.example'])(
  'where the owner has allowed the names "%s"',
  (written) => {
    const allowed = written.split(',').filter((one) => one !== '');
    let named: Awaited<ReturnType<typeof openDoors>>;
    beforeAll(async () => {
      named = await openDoors(written === '' ? [] : ['--host-name', written]);
    });
    afterAll(() => named.close());

    test.each(doorNames)('it is exactly those, and each is its own site only, through %s', async (name) => {
      const door = named.at(name);
      const { port } = new URL(door.url);
      const status = async (host: string, origin?: string) => {
        const headers = { ...door.as.operator, host, ...(origin === undefined ? {} : { origin }) };
        return (await door.ask('/api/v1/rules', { headers })).status;
      };
      for (const host of known) {
        const expected = allowed.includes(host) ? 200 : 403;
        for (const spelled of [host, `${host}:${port}`, host.toUpperCase(), `${host}.`]) {
          expect([spelled, await status(spelled)]).toEqual([spelled, expected]);
        }
        for (const other of [`x.${host}`, `${host}.evil.example`, `x${host}`, host.replace('.', '-')]) {
          expect([other, await status(other)]).toEqual([other, 403]);
        }
      }
      for (const host of allowed) {
        const at = `${host}:${port}`;
        const scheme = schemeOf(door);
        expect(await status(at, `${scheme}//${at}`)).toBe(200);
        for (const other of [...known, 'localhost', new URL(door.url).hostname].filter((one) => one !== host)) {
          expect([other, await status(at, `${scheme}//${other}:${port}`)]).toEqual([other, 403]);
        }
      }
    });

    test.each(doorNames)(
      'a page that was opened by a name that was pointed here gets nothing through %s',
      async (name) => {
        const door = named.at(name);
        const host = `evil.example:${new URL(door.url).port}`;
        // A browser there has no session of ours, but whoever is at the machine needs none.
        for (const as of [{}, door.as.operator]) {
          const headers = { ...as, host, origin: `${schemeOf(door)}//${host}`, 'sec-fetch-site': 'same-origin' };
          for (const path of ['/', '/healthz', '/api/v1/info', '/api/v1/events', '/api/v1/poll', '/metrics']) {
            const { status, text } = await door.ask(path, { headers });
            expect([path, status, text.includes('bad_host')]).toEqual([path, 403, true]);
          }
          const pairing = { method: 'POST', headers: { ...headers, ...json }, body: '{"code":"AAAAAAAA"}' };
          expect((await door.ask('/api/v1/pair', pairing)).status).toBe(403);
          expect(await knock(door, headers)).toBe(403);
        }
      },
    );
  },
);
