import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { helloSchema, pollAnswerSchema, presenceSchema } from '../../src-shared/protocol/events.ts';
import { rulesOff, serverForTest } from '../support/alerting-server.ts';
import { openEventStream, type EventStream } from '../support/event-stream.ts';
import { ask, ownerOf, pairBrowser, pairProgram, sessionsOf, type Guest } from '../support/paired.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { memoryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const closed = { env: { LANPULSE_LOOPBACK_ROLE: 'none' } };
let server: RunningServer;
// What must be over within a second is not to wait for a disk.
const dataDir = memoryFolder();
beforeAll(async () => {
  server = await startServer({ ...closed, dataDir });
  // An alert would answer a poll that waits.
  const owner = ownerOf(server);
  for (const rule of rulesOff((await owner.ask('/api/v1/rules')).body)) {
    expect(await owner.command('threshold.set', { rule })).toMatchObject({ ok: true });
  }
});
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A session of each kind. */
const kinds = [
  ['a browser', pairBrowser],
  ['a program', pairProgram],
] as const;

async function stream(guest: Guest): Promise<EventStream> {
  const opened = await openEventStream(`${server.url}/api/v1/events?metrics=load`, { headers: guest.headers });
  onTestFinished(() => {
    opened.close();
  });
  await opened.takeUntil(({ event }) => event === 'hello');
  return opened;
}

async function channel(guest: Guest): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/control`, { headers: guest.headers });
  onTestFinished(() => {
    socket.terminate();
  });
  await once(socket, 'open');
  return socket;
}

/** A poll that waits; resolves with its answer. */
async function poll(guest: Guest) {
  const { last } = v.parse(pollAnswerSchema, (await guest.ask('/api/v1/poll')).body);
  // Nothing comes of this filter but what is told to all.
  return { answer: guest.ask(`/api/v1/poll?after=${last}&metrics=&timeout=30000`) };
}

const closing = async (socket: WebSocket) => {
  const [code, reason] = await once(socket, 'close');
  return `${String(code)} ${String(reason)}`;
};

describe.each(kinds)('the session of %s', (_name, pair) => {
  test('ends with all it has open within a second of its revocation', async () => {
    const guest = await pair(server, 'operator');
    const other = await pair(server, 'viewer');
    const [watching, socket, held, spared] = await Promise.all([
      stream(guest),
      channel(guest),
      poll(guest),
      stream(other),
    ]);
    const closes = closing(socket);
    expect((await sessionsOf(server)).find(({ sessionId }) => sessionId === guest.sessionId)?.watching).toBe(true);

    const beganMs = performance.now();
    const reply = await ownerOf(server).command('session.revoke', { sessionId: guest.sessionId });
    expect(reply.ok).toBe(true);
    const answer = v.parse(pollAnswerSchema, (await held.answer).body);
    await watching.ended;
    expect(await closes).toBe('1008 revoked');
    expect(performance.now() - beganMs).toBeLessThan(1_000);

    expect(watching.received.at(-1)).toMatchObject({ event: 'bye', data: '{"reason":"revoked"}' });
    expect(answer.events.at(-1)).toEqual({ event: 'bye', data: { reason: 'revoked' } });
    for (const path of ['events', 'poll', 'rules', 'sessions']) {
      expect((await guest.ask(`/api/v1/${path}`)).status).toBe(401);
    }
    await spared.takeUntil(({ event }) => event === 'sample');
    expect(spared.received.some(({ event }) => event === 'bye')).toBe(false);
  });

  test('changes its role at once: what it has open ends without goodbye, and comes back as what it is', async () => {
    const guest = await pair(server, 'operator');
    const [watching, socket, held] = await Promise.all([stream(guest), channel(guest), poll(guest)]);
    const closes = closing(socket);
    const beganMs = performance.now();
    await ownerOf(server).command('session.role', { sessionId: guest.sessionId, role: 'viewer' });
    const answer = v.parse(pollAnswerSchema, (await held.answer).body);
    await watching.ended;
    expect(await closes).toBe('1012 changed');
    expect(performance.now() - beganMs).toBeLessThan(1_000);
    expect(watching.received.some(({ event }) => event === 'bye')).toBe(false);
    expect(answer.events.some(({ event }) => event === 'bye')).toBe(false);

    const again = await stream(guest);
    expect(v.parse(v.pipe(v.string(), v.parseJson(), helloSchema), again.received[0]?.data).role).toBe('viewer');
    expect(await guest.command('note.add', { t: Date.now(), text: 'x' })).toMatchObject({
      error: { code: 'forbidden' },
    });
    // Nobody raises themselves.
    const own = { sessionId: guest.sessionId };
    for (const [type, fields] of [
      ['session.role', { ...own, role: 'operator' }],
      ['session.rename', { ...own, name: 'Me' }],
      ['session.revokeAll', {}],
      ['viewer.revoke', { presenceId: 'x' }],
    ] as const) {
      expect(await guest.command(type, fields)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
    await ownerOf(server).command('session.role', { ...own, role: 'operator' });
    expect((await guest.command('note.add', { t: Date.now(), text: 'x' })).ok).toBe(true);
  });

  test.each(['session.revoke', 'session.role'])(
    'that ends its own by %s hears that it is done, by channel and by POST, before the channel closes',
    async (type) => {
      const guest = await pair(server, 'operator');
      const socket = await channel(guest);
      const heard: string[] = [];
      socket.on('message', (data: Buffer) => heard.push(data.toString()));
      const closes = closing(socket).then((how) => heard.push(how));
      const beganMs = performance.now();
      socket.send(JSON.stringify({ id: 'own', type, sessionId: guest.sessionId, role: 'viewer' }));
      await closes;
      expect(performance.now() - beganMs).toBeLessThan(1_000);
      expect(heard).toEqual([
        expect.stringMatching(/"replyTo":"own","ok":true/u),
        type === 'session.role' ? '1012 changed' : '1008 revoked',
      ]);

      const other = await pair(server, 'operator');
      expect(await other.command(type, { sessionId: other.sessionId, role: 'viewer' })).toMatchObject({ ok: true });
      expect((await other.ask('/api/v1/rules')).status).toBe(type === 'session.role' ? 200 : 401);
    },
  );

  test('ends by its own wish', async () => {
    const guest = await pair(server, 'viewer');
    const watching = await stream(guest);
    const answer = await guest.ask('/api/v1/unpair', { body: {} });
    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
    expect(answer.headers['set-cookie']).toEqual([expect.stringContaining('=; Max-Age=0; Path=/; HttpOnly')]);
    await watching.ended;
    expect((await guest.ask('/api/v1/rules')).status).toBe(401);
  });
});

describe('somebody who is removed', () => {
  test('is not obeyed in what they have sent before and what had to wait', async () => {
    const guest = await pairProgram(server, 'operator');
    const text = `after ${guest.sessionId}`;
    const body = JSON.stringify({ type: 'note.add', t: Date.now(), text });
    // A request whose body comes slowly: it was let in before.
    const slow = request(`${server.url}/api/v1/commands`, {
      method: 'POST',
      headers: { ...guest.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    slow.write(body.slice(0, 10));
    const socket = await channel(guest);
    await guest.ask('/api/v1/rules');
    await ownerOf(server).command('session.revoke', { sessionId: guest.sessionId });
    // Frames that are under way while the channel closes.
    if (socket.readyState === WebSocket.OPEN) socket.send(body);
    slow.once('response', (response) => response.resume());
    slow.end(body.slice(10));
    expect(await once(slow, 'response')).toMatchObject([{ statusCode: 401 }]);
    const notes = await ownerOf(server).ask('/api/v1/notes?from=0&to=9999999999999');
    expect(JSON.stringify(notes.body)).not.toContain(text);
  });

  test.each([
    ['pairing', { role: 'operator' }, 'revoked'],
    ['pairing', { role: 'operator' }, 'made a viewer'],
    ['sharing', { on: false }, 'revoked'],
    ['commands', { type: 'ping' }, 'revoked'],
    ['unpair', {}, 'revoked'],
  ])('gets nothing by a POST to %s of which the last byte comes after they were %s', async (path, content, how) => {
    const guest = await pairProgram(server, 'operator');
    const body = JSON.stringify(content);
    const slow = request(`${server.url}/api/v1/${path}`, {
      method: 'POST',
      headers: { ...guest.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    slow.write(body.slice(0, -1));
    // An answer on another connection: the first was let in by then.
    await guest.ask('/api/v1/rules');
    const { sessionId } = guest;
    if (how === 'revoked') await ownerOf(server).command('session.revoke', { sessionId });
    else await ownerOf(server).command('session.role', { sessionId, role: 'viewer' });
    slow.once('response', (response) => response.resume());
    slow.end(body.slice(-1));
    const [answer]: unknown[] = await once(slow, 'response');
    expect(answer).toMatchObject({ statusCode: how === 'revoked' ? 401 : 403 });
  });

  test('by the name under which they watch is removed with their session', async () => {
    const guest = await pairBrowser(server, 'viewer', 'Hall screen');
    const watching = await stream(guest);
    const operator = await openEventStream(`${server.url}/api/v1/events?metrics=`, {
      headers: ownerOf(server).headers,
    });
    onTestFinished(() => {
      operator.close();
    });
    const told = await operator.takeUntil(({ event, data }) => event === 'presence' && data.includes('Hall screen'));
    const presence = v.parse(v.pipe(v.string(), v.parseJson(), presenceSchema), told.at(-1)?.data);
    const { presenceId } = presence.names?.find(({ name }) => name === 'Hall screen') ?? {};
    expect((await ownerOf(server).command('viewer.revoke', { presenceId })).ok).toBe(true);
    await watching.ended;
    expect(watching.received.at(-1)?.event).toBe('bye');
    const here = presence.names?.find(({ name }) => name === 'Unknown device');
    expect(await ownerOf(server).command('viewer.revoke', { presenceId: here?.presenceId })).toMatchObject({
      error: { code: 'invalid_command', message: expect.stringContaining('on the machine itself') },
    });
    expect(await ownerOf(server).command('viewer.revoke', { presenceId })).toMatchObject({
      error: { code: 'not_found' },
    });
  });

  test('with all others leaves whoever asked', async () => {
    const other = await serverForTest(closed);
    const asker = await pairBrowser(other, 'operator');
    const guests = await Promise.all([pairBrowser(other, 'operator')]);
    guests.push(await pairProgram(other, 'viewer'));
    expect(await asker.command('session.revokeAll')).toMatchObject({ ok: true, result: { revoked: 2 } });
    for (const guest of guests) expect((await guest.ask('/api/v1/rules')).status).toBe(401);
    expect(await sessionsOf(other)).toMatchObject([{ sessionId: asker.sessionId }]);
    expect((await asker.ask('/api/v1/sessions')).body).toMatchObject({ sessions: [{ current: true }] });
    expect(await ownerOf(other).command('session.revokeAll')).toMatchObject({ result: { revoked: 1 } });
  });
});

test('a session and its name, role and end outlive a restart, also where the server is killed', async () => {
  const dataDir = temporaryFolder();
  const first = await serverForTest({ ...closed, dataDir });
  const kept = await pairProgram(first, 'viewer', 'Script');
  const ended = await pairProgram(first, 'viewer');
  await ownerOf(first).command('session.rename', { sessionId: kept.sessionId, name: 'Grafana' });
  await ownerOf(first).command('session.revoke', { sessionId: ended.sessionId });
  await first.stop('SIGKILL');
  const second = await serverForTest({ ...closed, dataDir });
  expect(await sessionsOf(second)).toMatchObject([{ sessionId: kept.sessionId, name: 'Grafana', role: 'viewer' }]);
  expect((await ask(second, '/api/v1/rules', { headers: kept.headers })).status).toBe(200);
  expect((await ask(second, '/api/v1/rules', { headers: ended.headers })).status).toBe(401);
});

test('a device is listed, written and watched under the name that people give it', async () => {
  const guest = await pairBrowser(server, 'operator', 'Tablet');
  const watching = await stream(guest);
  await guest.command('session.rename', { sessionId: guest.sessionId, name: 'Kitchen tablet' });
  await watching.takeUntil(({ event, data }) => event === 'presence' && data.includes('"Kitchen tablet"'));
  expect((await sessionsOf(server)).find(({ sessionId }) => sessionId === guest.sessionId)?.name).toBe(
    'Kitchen tablet',
  );
  expect(await guest.command('note.add', { t: Date.now(), text: 'tea' })).toMatchObject({
    result: { note: { by: 'Kitchen tablet' } },
  });
  for (const name of ['', ' \u200b ', 'x'.repeat(61), 7]) {
    expect(await guest.command('session.rename', { sessionId: guest.sessionId, name })).toMatchObject({
      error: { code: 'invalid_command' },
    });
  }
});

test('nobody but its own session uses a viewer', async () => {
  const one = await pairProgram(server, 'viewer');
  const second = await pairProgram(server, 'operator');
  const viewer = 'v'.repeat(43);
  expect((await one.ask(`/api/v1/poll?viewer=${viewer}`)).status).toBe(200);
  expect((await second.ask(`/api/v1/poll?viewer=${viewer}`)).status).toBe(403);
  expect(await second.command('filter.set', { viewer, filter: {} })).toMatchObject({ error: { code: 'no_viewer' } });
});
