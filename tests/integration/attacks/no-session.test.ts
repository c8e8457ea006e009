import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declaredRoutes } from '../../support/declared-routes.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { handshakeStatus } from '../../support/handshake-status.ts';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors([], { LANPULSE_LOOPBACK_ROLE: 'none' });
});
afterAll(() => doors.close());

const closed = declaredRoutes.filter(({ demand }) => demand !== 'open');
const wrong = 'w'.repeat(43);

/** All that anybody may know. */
const shortSchema = v.strictObject({ name: v.string(), version: v.string(), auth: v.unknown() });

// Many requests, each over a connection of its own.
describe.each(doorNames)('without a session through %s', { timeout: 240_000 }, (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });

  test('no route answers that is not open, by no method and with no wrong proof', async () => {
    const { port } = new URL(door.url);
    const proofs = [
      { authorization: `Bearer ${wrong}` },
      { authorization: 'Basic b3BlcmF0b3I6' },
      { cookie: `lanpulse_${port}=${wrong}; __Secure-lanpulse_${port}_aaaaaaaaaaaa=${wrong}` },
    ];
    expect(closed.length).toBeGreaterThan(10);
    for (const { path, method: own } of closed) {
      const asked = [
        ...['GET', 'POST', 'PUT', 'DELETE'].map((method) => ({ method, proof: {} })),
        ...proofs.map((proof) => ({ method: own, proof })),
      ];
      for (const { method, proof } of asked) {
        const body = method === 'GET' ? {} : { body: '{}' };
        const headers = { 'content-type': 'application/json', ...proof };
        const { status, text } = await door.ask(path, { method, headers, ...body });
        expect([path, method, proof, status]).toEqual([path, method, proof, 401]);
        expect(text).toContain('"unauthorized"');
      }
    }
  });

  test.each(['/api', '/api/', '/api/v1', '/api/v1/nope', '/api/v2/rules', '/api/v1/rules/', '/api/v1/RULES'])(
    'the unknown %s is as closed as what is known',
    async (path) => {
      expect((await door.ask(path)).status).toBe(401);
    },
  );

  test('no stream, poll or channel opens', async () => {
    for (const path of ['/api/v1/events', '/api/v1/poll', '/api/v1/events?viewer=' + 'v'.repeat(32)]) {
      const stream = await door.stream(path, { accept: 'text/event-stream' });
      await stream.ended;
      expect([path, stream.status, stream.text().includes('event:')]).toEqual([path, 401, false]);
    }
    for (const headers of [{}, { authorization: `Bearer ${wrong}` }, { origin: new URL(door.url).origin }]) {
      expect(await handshakeStatus(door.control(headers))).toBe(401);
    }
  });

  test('what is open tells nothing of the machine', async () => {
    expect(await door.ask('/healthz')).toMatchObject({ status: 200, text: 'ok' });
    const info = await door.ask('/api/v1/info');
    expect(Object.keys(v.parse(shortSchema, JSON.parse(info.text)))).toEqual(['name', 'version', 'auth']);
    expect((await door.ask('/')).status).toBe(200);
  });
});
