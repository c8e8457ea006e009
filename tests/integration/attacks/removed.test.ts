import { once } from 'node:events';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pollAnswerSchema } from '../../../src-shared/protocol/events.ts';
import { pairedSchema, pairingSchema } from '../../../src-shared/protocol/sharing.ts';
import { rulesOff } from '../../support/alerting-server.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { msUntilLastEnd } from '../../support/last-end.ts';
import { cookieIn, cookieNameIn } from '../../support/paired.ts';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors(['--log-level', 'debug']);
  // An alert would answer a poll that waits.
  for (const name of ['loopback', 'loopback, encrypted'] as const) {
    const door = doors.at(name);
    const { text } = await door.ask('/api/v1/rules', { headers: door.as.operator });
    for (const rule of rulesOff(JSON.parse(text))) {
      await post(door, '/api/v1/commands', { type: 'threshold.set', rule }, door.as.operator);
    }
  }
});
afterAll(() => doors.close());

const json = { 'content-type': 'application/json' };

async function post(door: Door, path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  const answer = await door.ask(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
  expect([path, answer.status]).toEqual([path, 200]);
  const parsed: unknown = JSON.parse(answer.text);
  return { body: parsed, headers: answer.headers };
}

/** Pairs an operator through a door. */
async function pair(door: Door, isBrowser: boolean) {
  const made = await post(door, '/api/v1/pairing', { role: 'operator' }, door.as.operator);
  const { code } = v.parse(pairingSchema, made.body);
  const { origin } = new URL(door.url);
  const answer = await post(door, '/api/v1/pair', { code, token: !isBrowser }, isBrowser ? { origin } : {});
  const { sessionId, token = '' } = v.parse(pairedSchema, answer.body);
  if (!isBrowser) return { sessionId, headers: { authorization: `Bearer ${token}` } };
  const name = cookieNameIn(answer.headers);
  expect(name.startsWith('__Secure-')).toBe(origin.startsWith('https:'));
  const cookie = `${name}=${cookieIn(answer.headers, door.server.port)}`;
  return { sessionId, headers: { cookie, origin, 'sec-fetch-site': 'same-origin' } };
}

/** Whoever they are, and how they lose what they may do. */
const cases = ['a browser', 'a program'].flatMap((who) =>
  ['session.revoke', 'session.role'].map((type) => [who, type] as const),
);

describe.each(doorNames)('somebody removed, who watches through %s,', (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });

  test.each(cases)('as %s, has no stream, poll or channel a second after %s', async (who, type) => {
    const { sessionId, headers } = await pair(door, who === 'a browser');
    const events = await door.stream('/api/v1/events?metrics=memory', headers);
    expect(events.status).toBe(200);
    const channel = door.control(headers);
    await once(channel, 'open');
    const { last } = v.parse(pollAnswerSchema, JSON.parse((await door.ask('/api/v1/poll?metrics=', { headers })).text));
    const poll = door.ask(`/api/v1/poll?metrics=&timeout=30000&after=${last}`, { headers });
    // The poll has arrived when what was asked after it is answered.
    await door.ask('/api/v1/rules', { headers });

    const closed = once(channel, 'close');
    const command = { type, sessionId, role: 'viewer' };
    const posted = post(door, '/api/v1/commands', command, door.as.operator);
    expect(await msUntilLastEnd(door.server, posted, [poll, events.ended, closed])).toBeLessThan(1_000);
    const answer = await poll;
    const isRevoked = type === 'session.revoke';
    expect([events.text().includes('event: bye'), answer.text.includes('"bye"')]).toEqual([isRevoked, isRevoked]);
    expect((await door.ask('/api/v1/rules', { headers })).status).toBe(isRevoked ? 401 : 200);
    if (isRevoked) return;
    const note = JSON.stringify({ type: 'note.add', t: Date.now(), text: 'x' });
    const refused = await door.ask('/api/v1/commands', {
      method: 'POST',
      headers: { ...json, ...headers },
      body: note,
    });
    expect(refused.status).toBe(403);
  });
});
