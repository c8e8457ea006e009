import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../src-shared/protocol/limits.ts';
import { noteSchema, notesSchema, type Note } from '../../src-shared/protocol/note.ts';
import { pollAnswerSchema } from '../../src-shared/protocol/events.ts';
import { openPost, openWebSocket, type CommandChannel, type ParsedReply } from '../support/command-channel.ts';
import { openEventStream, type EventStream } from '../support/event-stream.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const send = (channel: CommandChannel, type: string, rest: object): Promise<ParsedReply> =>
  channel.sendText(JSON.stringify({ id: 'c', type, ...rest }));

const notesOf = async (url: string, query = ''): Promise<readonly Note[]> => {
  const body: unknown = await (await fetch(`${url}/api/v1/notes${query}`)).json();
  return v.parse(notesSchema, body).notes;
};

const nextNote = async (stream: EventStream): Promise<Note> => {
  const events = await stream.takeUntil(({ event }) => event === 'note');
  return v.parse(v.pipe(v.string(), v.parseJson(), noteSchema), events.at(-1)?.data);
};

const noteIn = (reply: ParsedReply): Note => v.parse(noteSchema, reply.ok ? reply.result.note : null);

describe.each([
  ['WebSocket', openWebSocket],
  ['POST', openPost],
])('notes over %s', (_name, open) => {
  let server: RunningServer;
  let channel: CommandChannel;
  beforeAll(async () => {
    server = await startServer();
    channel = await open(server.url);
  });
  afterAll(async () => {
    channel.close();
    await server.stop();
  });

  const addNote = async (t: number, text: string) => noteIn(await send(channel, 'note.add', { t, text }));

  test('one that is added, edited and removed is told to everybody at once, its author by a name of the machine', async () => {
    const stream = await openEventStream(`${server.url}/api/v1/events?metrics=load`);
    await stream.takeUntil(({ event }) => event === 'hello');
    const t = Date.now() - 60_000;
    const [added, news] = await Promise.all([addNote(t, '  deployed 2.3 \r\nto all '), nextNote(stream)]);
    expect(added).toEqual({ id: added.id, t, text: 'deployed 2.3 \nto all', by: 'this machine' });
    expect(news).toEqual(added);
    expect(await notesOf(server.url)).toEqual([added]);

    const moved = { ...added, t: t + 1_000, text: 'deployed 2.4' };
    const [reply, editNews] = await Promise.all([
      send(channel, 'note.edit', { noteId: added.id, text: moved.text, t: moved.t }),
      nextNote(stream),
    ]);
    expect([noteIn(reply), editNews]).toEqual([moved, moved]);
    expect(await notesOf(server.url)).toEqual([moved]);

    const [removed, removal] = await Promise.all([
      send(channel, 'note.remove', { noteId: added.id }),
      nextNote(stream),
    ]);
    expect(removed).toMatchObject({ ok: true, result: {} });
    expect(removal).toEqual({ id: added.id, t: moved.t, text: '', by: 'this machine', removed: true });
    expect(await notesOf(server.url)).toEqual([]);
    stream.close();
  });

  test('one that came while a page was away is replayed to it, also by long poll', async () => {
    const before = await openEventStream(`${server.url}/api/v1/events`);
    const id = (await before.takeUntil(({ event }) => event === 'sample')).at(-1)?.id ?? '';
    before.close();
    const added = await addNote(Date.now(), 'restarted nginx');
    const again = await openEventStream(`${server.url}/api/v1/events`, { headers: { 'last-event-id': id } });
    expect(await nextNote(again)).toEqual(added);
    again.close();
    const polled = v.parse(pollAnswerSchema, await (await fetch(`${server.url}/api/v1/poll?after=${id}`)).json());
    expect(polled.events.find(({ event }) => event === 'note')?.data).toEqual(added);
    await send(channel, 'note.remove', { noteId: added.id });
  });

  test('a range gives the notes within it, oldest first', async () => {
    const t = Date.now() - 3_600_000;
    const added = [await addNote(t, 'b'), await addNote(t - 1_000, 'a'), await addNote(t + 1_000, 'c')];
    const range = (from: number, to: number) => notesOf(server.url, `?from=${String(from)}&to=${String(to)}`);
    expect((await range(t - 1_000, t)).map(({ text }) => text)).toEqual(['a', 'b']);
    expect(await range(t + 1, t + 999)).toEqual([]);
    expect((await notesOf(server.url, `?from=${String(t)}`)).map(({ text }) => text)).toEqual(['b', 'c']);
    for (const { id } of added) await send(channel, 'note.remove', { noteId: id });
  });

  test('text that looks like markup is kept and told as it is', async () => {
    const text = '<img src=x onerror=alert(1)>\n\ndata: {"x":1}\nevent: bye';
    const stream = await openEventStream(`${server.url}/api/v1/events?metrics=load`);
    await stream.takeUntil(({ event }) => event === 'hello');
    const [added, news] = await Promise.all([addNote(Date.now(), text), nextNote(stream)]);
    expect([added.text, news.text]).toEqual([text, text]);
    expect(stream.received.filter(({ event }) => event === 'bye')).toEqual([]);
    stream.close();
    await send(channel, 'note.remove', { noteId: added.id });
  });

  test.each([
    ['note.add', { text: 'when?' }, 't'],
    ['note.add', { t: '1', text: 'x' }, 't'],
    ['note.add', { t: 1.5, text: 'x' }, 't'],
    ['note.add', { t: Date.now() + 3_600_000, text: 'x' }, 't'],
    ['note.add', { t: Date.now() - limits.noteKeepMs - 3_600_000, text: 'x' }, 't'],
    ['note.add', { t: 1_700_000_000_000 }, 'text'],
    ['note.add', { t: Date.now(), text: ' \n' }, 'text'],
    ['note.add', { t: Date.now(), text: 'x'.repeat(501) }, 'text'],
    ['note.add', { t: Date.now(), text: 'a\u0000b' }, 'text'],
    ['note.add', { t: Date.now(), text: ['x'] }, 'text'],
    ['note.edit', { text: 'x' }, 'noteId'],
    ['note.remove', { noteId: '' }, 'noteId'],
  ])('%s with %o is refused with the name of the field, and nothing changes', async (type, rest, field) => {
    expect(await send(channel, type, rest)).toMatchObject({
      ok: false,
      error: { code: 'invalid_command', message: expect.stringContaining(`"${field}"`) },
    });
    expect(await notesOf(server.url)).toEqual([]);
  });

  test('a note that is not there can be neither edited nor removed', async () => {
    for (const [type, rest] of [
      ['note.edit', { noteId: 'none', text: 'x' }],
      ['note.remove', { noteId: 'none' }],
    ] as const)
      expect(await send(channel, type, rest)).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  test.each(['?from=x', '?to=-1', '?from=1.5', '?from=5&to=4', '?from=99999999999999999'])(
    '%s is refused',
    async (query) => {
      const response = await fetch(`${server.url}/api/v1/notes${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ ok: false, error: { code: 'invalid_query' } });
    },
  );
});

describe.each([
  ['WebSocket', openWebSocket],
  ['POST', openPost],
])('a viewer over %s', (_name, open) => {
  let server: RunningServer;
  let channel: CommandChannel;
  beforeAll(async () => {
    server = await startServer({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
    channel = await open(server.url);
  });
  afterAll(async () => {
    channel.close();
    await server.stop();
  });

  test.each([
    ['note.add', { t: Date.now(), text: 'x' }],
    ['note.edit', { noteId: 'x', text: 'x' }],
    ['note.remove', { noteId: 'x' }],
  ])('may not %s, and nothing changes', async (type, rest) => {
    expect(await send(channel, type, rest)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await notesOf(server.url)).toEqual([]);
  });
});

test('nobody without a session reads notes', async () => {
  const server = await startServer({ env: { LANPULSE_LOOPBACK_ROLE: 'none' } });
  try {
    expect((await fetch(`${server.url}/api/v1/notes`)).status).toBe(401);
  } finally {
    await server.stop();
  }
});

test('a program that runs wild is told to slow down', async () => {
  const server = await startServer();
  try {
    const channel = await openPost(server.url);
    const replies = await Promise.all(
      Array.from({ length: 250 }, (_, n) => send(channel, 'note.add', { t: Date.now(), text: `note ${String(n)}` })),
    );
    const added = replies.filter(({ ok }) => ok).length;
    expect(added).toBeGreaterThanOrEqual(50);
    expect(replies.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'too_many' } });
    expect(await notesOf(server.url)).toHaveLength(added);
  } finally {
    await server.stop();
  }
});

test('notes are there after a restart on the same data', async () => {
  const args = ['--data-dir', temporaryFolder()];
  const first = await startServer({ args });
  const added = noteIn(await send(await openPost(first.url), 'note.add', { t: Date.now(), text: 'kept' }));
  await first.stop('SIGKILL');
  const second = await startServer({ args });
  try {
    expect(await notesOf(second.url)).toEqual([added]);
  } finally {
    await second.stop();
  }
});
