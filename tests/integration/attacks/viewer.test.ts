import { once } from 'node:events';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replySchema } from '../../../src-shared/protocol/commands.ts';
import { alwaysFires } from '../../support/alerting-server.ts';
import { declaredRoutes } from '../../support/declared-routes.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

/** All that a viewer may send; a new command is an operator's until somebody adds it here. */
const harmless = ['ping', 'filter.set', 'threshold.preview'];

/** Fields that would do for every command there is. */
const fields = {
  rule: alwaysFires,
  series: 'cpu.total',
  instance: '*',
  untilMs: Date.now() + 60_000,
  t: Date.now(),
  text: 'x',
  noteId: 'x',
  target: { kind: 'json', name: 'x', url: 'https://example.com/' },
  targetId: 'x',
  sessionId: 'x',
  presenceId: 'x',
  name: 'x',
  role: 'operator',
};

async function stateOf(door: Door): Promise<readonly unknown[]> {
  const paths = ['/api/v1/rules', '/api/v1/notes', '/api/v1/sharing'];
  const read = async (path: string) => (await door.ask(path, { headers: door.as.operator })).text;
  const targets = await command(door, { type: 'notify.list' }, 'operator');
  return [...(await Promise.all(paths.map(read))), targets];
}

async function command(door: Door, body: object, role: 'viewer' | 'operator' = 'viewer') {
  const headers = { ...door.as[role], 'content-type': 'application/json' };
  const { text } = await door.ask('/api/v1/commands', { method: 'POST', headers, body: JSON.stringify(body) });
  return v.parse(replySchema, JSON.parse(text));
}

/** The names of all commands, as the server itself lists them. */
async function commandsOf(door: Door): Promise<readonly string[]> {
  const reply = await command(door, { type: 'no.such' });
  const listed = reply.ok ? undefined : /known are (.+)\.$/u.exec(reply.error.message)?.[1];
  if (listed === undefined) throw new Error('The server does not say which commands it knows.');
  return listed.split(', ');
}

describe.each(doorNames)('a viewer who comes through %s', (name) => {
  let door: Door;
  let forbidden: readonly string[];
  beforeAll(async () => {
    door = doors.at(name);
    forbidden = (await commandsOf(door)).filter((type) => !harmless.includes(type));
    expect(forbidden.length).toBeGreaterThan(10);
  });

  test('changes nothing by POST', async () => {
    const before = await stateOf(door);
    for (const type of forbidden) {
      expect([type, await command(door, { type, ...fields })]).toMatchObject([type, { error: { code: 'forbidden' } }]);
    }
    expect(await stateOf(door)).toEqual(before);
  });

  test('changes nothing over the control channel, whatever the message says of its role', async () => {
    const before = await stateOf(door);
    const socket = door.control(door.as.viewer);
    await once(socket, 'open');
    for (const type of forbidden) {
      socket.send(JSON.stringify({ id: type, type, ...fields, principal: { role: 'operator' }, as: 'operator' }));
      const [data] = await once(socket, 'message');
      expect(JSON.parse(String(data))).toMatchObject({ replyTo: type, ok: false, error: { code: 'forbidden' } });
    }
    socket.terminate();
    expect(await stateOf(door)).toEqual(before);
  });

  test('changes nothing by any route or method', async () => {
    const before = await stateOf(door);
    const open = ['/api/v1/pair', '/api/v1/commands', '/api/v1/unpair'];
    const headers = { ...door.as.viewer, 'content-type': 'application/json' };
    const body = JSON.stringify({ on: false, tls: false, ...fields });
    for (const { path, demand } of declaredRoutes) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        if (method === 'POST' && open.includes(path)) continue;
        const { status } = await door.ask(path, { method, headers, body });
        expect([method, path, status]).toEqual([method, path, demand === 'operator' ? 403 : 405]);
      }
    }
    expect(await stateOf(door)).toEqual(before);
  });

  test('does not become an operator by saying so', async () => {
    for (const claim of ['?role=operator', '?viewer=operator', '?token=operator']) {
      const { status } = await door.ask(`/api/v1/server${claim}`, {
        headers: { ...door.as.viewer, 'x-role': 'operator', 'x-forwarded-user': 'admin' },
      });
      expect(status).toBe(403);
    }
  });
});
