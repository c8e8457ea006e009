import { EventEmitter, once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { serveChannel } from '../../../src-main/control/channel.ts';
import type { CommandTable } from '../../../src-main/control/command.ts';
import { principalOf, senderOf } from '../../support/access.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';

/** One channel between real sockets; commands whose time the test decides. */
async function open() {
  const clock = createFakeClock();
  const slow = new EventEmitter();
  const table: CommandTable = new Map([
    ['slow', { role: 'viewer', run: () => once(slow, 'end').then(() => ({})) }],
    ['quick', { role: 'viewer', run: () => ({}) }],
    ['look', { role: 'viewer', isAside: true, run: () => ({}) }],
    ['big', { role: 'viewer', run: () => ({ text: 'x'.repeat(512 * 1024) }) }],
  ]);
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const accepted = once(server, 'connection');
  const client = new WebSocket(`ws://127.0.0.1:${String(address.port)}`);
  onTestFinished(() => {
    client.terminate();
    server.close();
  });
  await once(client, 'open');
  await accepted;
  const [socket] = server.clients;
  if (socket === undefined) throw new Error('nobody connected');
  serveChannel(
    socket,
    senderOf(principalOf('viewer', 'me'), { connection: 'channel 1' }),
    table,
    clock,
    createTestLog(),
  );
  const replies: string[] = [];
  client.on('message', (data: Buffer) => replies.push(/"replyTo":("\w+"|null)/u.exec(data.toString())?.[1] ?? ''));
  const send = (type: string, id = type) => {
    client.send(JSON.stringify({ id, type }));
  };
  const replied = async (count: number) => {
    while (replies.length < count) await once(client, 'message');
    return replies;
  };
  return { client, socket, clock, send, replied, slow };
}

describe('a control channel', () => {
  test('answers in order, what is refused too', async () => {
    const { client, send, replied, slow } = await open();
    send('slow');
    client.send('{');
    send('quick');
    client.ping();
    await once(client, 'pong');
    slow.emit('end');
    expect(await replied(3)).toEqual(['"slow"', 'null', '"quick"']);
  });

  test('lets what only looks pass by what takes long', async () => {
    const { send, replied, slow } = await open();
    send('slow');
    send('look');
    expect(await replied(1)).toEqual(['"look"']);
    slow.emit('end');
    expect(await replied(2)).toEqual(['"look"', '"slow"']);
  });

  test('is cut where somebody asks and never reads', async () => {
    const { client, socket, send } = await open();
    client.pause();
    for (let n = 0; n < 99; n += 1) send('big', `n${String(n)}`);
    await once(socket, 'close');
    expect(socket.readyState).toBe(socket.CLOSED);
  });

  test('is cut after a minute without a sign of life, and not before', async () => {
    const { client, socket, clock } = await open();
    clock.advance(30_000);
    await once(socket, 'pong');
    clock.advance(30_000);
    await once(socket, 'pong');
    expect(socket.readyState).toBe(socket.OPEN);
    client.pause();
    clock.advance(30_000);
    expect(socket.readyState).toBe(socket.OPEN);
    clock.advance(30_000);
    await once(socket, 'close');
    expect(clock.pending()).toBe(0);
  });
});
