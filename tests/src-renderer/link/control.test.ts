import { describe, expect, test } from 'vitest';
import { createControl, openLimitMs, replyLimitMs } from '../../../src-renderer/link/control.ts';
import type { SocketListener } from '../../../src-renderer/link/web-socket.ts';
import { Fault } from '../../../src-shared/fault.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function setUp(answer: unknown = { replyTo: 'c1', ok: true, result: { by: 'post' } }) {
  const clock = createFakeClock();
  const sockets: { listener: SocketListener; sent: string[]; closed: boolean }[] = [];
  const posted: Readonly<Record<string, unknown>>[] = [];
  const kinds: string[] = [];
  const control = createControl({
    clock,
    random: () => 0,
    viewer: () => 'V',
    openSocket: (listener) => {
      const socket = { listener, sent: new Array<string>(), closed: false };
      sockets.push(socket);
      return {
        send: (text) => socket.sent.push(text),
        close: () => {
          socket.closed = true;
        },
      };
    },
    post: (body) => {
      posted.push(body);
      return Promise.resolve(answer);
    },
    onKind: (kind) => kinds.push(kind),
  });
  return { clock, control, sockets, posted, kinds, newest: () => sockets.at(-1) };
}

describe('control', () => {
  test('sends over an open socket and gives back the result of its own command', async () => {
    const { control, newest, posted, kinds } = setUp();
    control.up();
    newest()?.listener.opened();
    const first = control.send('ping', {});
    const second = control.send('filter.set', { filter: {} });
    expect(newest()?.sent.map((text): unknown => JSON.parse(text))).toEqual([
      { id: 'c1', type: 'ping' },
      { id: 'c2', type: 'filter.set', filter: {} },
    ]);
    newest()?.listener.message('{"replyTo":"c2","ok":true,"result":{"n":2}}');
    newest()?.listener.message('{"replyTo":"c1","ok":true,"result":{"n":1}}');
    expect([await first, await second]).toEqual([{ n: 1 }, { n: 2 }]);
    expect(posted).toEqual([]);
    expect(kinds).toEqual(['ws']);
  });

  test('gives a refusal back as a Fault with its code', async () => {
    const { control, newest } = setUp();
    control.up();
    newest()?.listener.opened();
    const outcome = control.send('filter.set', {});
    newest()?.listener.message('{"replyTo":"c1","ok":false,"error":{"code":"invalid_filter","message":"No."}}');
    expect(await outcome).toMatchObject({ code: 'invalid_filter', message: 'No.' });
    expect(await outcome).toBeInstanceOf(Fault);
  });

  test('posts, with the viewer in the body, while no socket is open', async () => {
    const { control, posted } = setUp();
    control.up();
    expect(await control.send('ping', {})).toEqual({ by: 'post' });
    expect(posted).toEqual([{ id: 'c1', type: 'ping', viewer: 'V' }]);
  });

  test('posts what a socket took and never answered, and gives that socket up', async () => {
    const { clock, control, newest, posted, kinds } = setUp();
    control.up();
    newest()?.listener.opened();
    const outcome = control.send('ping', {});
    clock.advance(replyLimitMs);
    expect(await outcome).toEqual({ by: 'post' });
    expect(posted).toHaveLength(1);
    expect(newest()?.closed).toBe(true);
    expect(kinds).toEqual(['ws', 'post']);
  });

  test('posts what was under way when the socket closed', async () => {
    const { control, newest, kinds } = setUp();
    control.up();
    newest()?.listener.opened();
    const outcome = control.send('ping', {});
    newest()?.listener.closed();
    expect(await outcome).toEqual({ by: 'post' });
    expect(kinds).toEqual(['ws', 'post']);
  });

  test.each(['closed', 'silent'])('does not post what is of no use late where its socket was %s', async (how) => {
    const { clock, control, newest, posted } = setUp();
    control.up();
    newest()?.listener.opened();
    const outcome = control.send('ping', {}, false);
    if (how === 'closed') newest()?.listener.closed();
    else clock.advance(replyLimitMs);
    expect(await outcome).toBeNull();
    expect(posted).toEqual([]);
    // Where there is no socket it is as good by POST.
    expect(await control.send('ping', {}, false)).toEqual({ by: 'post' });
  });

  test('tries a blocked socket again, ever more rarely', () => {
    const { clock, control, sockets, newest } = setUp();
    control.up();
    const tried = [0];
    for (let seconds = 1; seconds <= 80; seconds += 1) {
      clock.advance(1_000);
      if (sockets.length > tried.length) tried.push(seconds);
    }
    // 5 s until a socket counts as blocked, then 5 s, 10 s, 20 s of rest.
    expect(tried).toEqual([0, 10, 25, 50]);
    expect(sockets.slice(0, -1).every(({ closed }) => closed)).toBe(true);
    expect(openLimitMs).toBe(5_000);
    newest()?.listener.opened();
  });

  test('has no socket and no timer while the server is out of reach', () => {
    const { clock, control, sockets, newest } = setUp();
    control.up();
    newest()?.listener.opened();
    control.down();
    expect(newest()?.closed).toBe(true);
    expect(clock.pending()).toBe(0);
    control.up();
    expect(sockets).toHaveLength(2);
  });

  test('an answer that is none counts as unreachable', async () => {
    const { control } = setUp('<html>Bad gateway</html>');
    expect(await control.send('ping', {})).toBeNull();
  });

  test('passes over frames that are not replies', async () => {
    const { control, newest } = setUp();
    control.up();
    newest()?.listener.opened();
    const outcome = control.send('ping', {});
    for (const text of [
      '{',
      '[]',
      '{"replyTo":null,"ok":false,"error":{"code":"bad_json","message":"?"}}',
      '{"replyTo":"c9","ok":true,"result":{}}',
    ]) {
      newest()?.listener.message(text);
    }
    newest()?.listener.message('{"replyTo":"c1","ok":true,"result":{}}');
    expect(await outcome).toEqual({});
  });
});
