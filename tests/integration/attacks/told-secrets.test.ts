import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pairedSchema, pairingSchema } from '../../../src-shared/protocol/sharing.ts';
import { declaredRoutes } from '../../support/declared-routes.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { handshakeStatus } from '../../support/handshake-status.ts';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors(['--log-level', 'debug']);
});
afterAll(() => doors.close());

const json = { 'content-type': 'application/json' };

// Many requests, each over a connection of its own.
describe.each(doorNames)('through %s', { timeout: 240_000 }, (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });

  test('what is secret comes back in no answer and stands in no line of the log, wherever it is put', async () => {
    const said: string[] = [];
    const ask: Door['ask'] = async (path, question) => {
      const answer = await door.ask(path, question);
      said.push(JSON.stringify(answer));
      return answer;
    };
    const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
      ask(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
    // Those who make a code or are paired by one are told it, once.
    const tell = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
      const sent = { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) };
      const parsed: unknown = JSON.parse((await door.ask(path, sent)).text);
      return parsed;
    };
    const made = async () =>
      v.parse(pairingSchema, await tell('/api/v1/pairing', { role: 'viewer' }, door.as.operator));
    const { code: used } = await made();
    const { token = '' } = v.parse(pairedSchema, await tell('/api/v1/pair', { code: used, token: true }));
    const { code: waiting } = await made();
    const viewer = randomBytes(18).toString('base64url');
    const secrets = { used, waiting, token, viewer };
    expect(Object.values(secrets).every((secret) => secret.length >= 8)).toBe(true);

    for (const secret of Object.values(secrets)) {
      for (const path of [`/api/v1/pair/${secret}`, `/api/v1/${secret}`, `/${secret}`, `/assets/${secret}.js`]) {
        await ask(path);
        await post(path, {});
        await post(path, {}, door.as.operator);
      }
      for (const { method, path } of declaredRoutes) {
        if (path === '/api/v1/unpair' || path === '/api/v1/pairing' || path === '/api/v1/pair') continue;
        const question = `?timeout=0&code=${secret}&token=${secret}`;
        for (const headers of [
          door.as.viewer,
          { cookie: `a=${secret}` },
          { 'x-request-id': secret, ...door.as.viewer },
        ]) {
          if (path !== '/api/v1/events') await ask(path + question, { method, headers: { ...json, ...headers } });
          await ask(path, {
            method: 'DELETE',
            headers: { 'user-agent': secret, referer: `${door.url}/#pair=${secret}` },
          });
        }
      }
      await post('/api/v1/commands', { type: 'session.rename', sessionId: secret, name: 'x' }, door.as.operator);
      await post('/api/v1/commands', { type: 'ping', viewer: secret, token: secret }, door.as.viewer);
      await post('/api/v1/commands', { type: 'ping' }, { authorization: `Basic ${secret}` });
      expect(await handshakeStatus(door.control({ authorization: `Bearer ${secret}x` }, `?viewer=${secret}`))).toBe(
        401,
      );
    }
    const channel = door.control(door.as.viewer, `?viewer=${viewer}`);
    await once(channel, 'open');
    channel.send(JSON.stringify({ type: 'threshold.set', id: 'x', rule: { series: token } }));
    const [reply] = await once(channel, 'message');
    said.push(String(reply));
    channel.terminate();

    for (const [what, secret] of Object.entries(secrets)) {
      expect([what, said.filter((text) => text.includes(secret)).map((text) => text.slice(0, 300))]).toEqual([
        what,
        [],
      ]);
      const lines = door.server.stderr().split('\n');
      expect([what, lines.filter((line) => line.includes(secret))]).toEqual([what, []]);
    }
    expect(door.server.stderr()).toContain('"path":"/api/*"');
  });
});
