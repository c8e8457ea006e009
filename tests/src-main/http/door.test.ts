import { EventEmitter } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { arrivalAt } from '../../../src-main/access/arrival.ts';
import { createDoor } from '../../../src-main/http/door.ts';

/** A server that is still starting; `told` says which upgrades have come to it. */
function starting() {
  const told: string[] = [];
  const control = {
    handle(request: IncomingMessage) {
      told.push(request.url ?? '');
    },
  };
  const door = createDoor(control);
  return {
    told,
    ask: async (path: string, outgoing = new EventEmitter()) =>
      (await door.app.fetch(new Request(`http://box${path}`), { outgoing })).text(),
    upgrade: (url: string, socket: PassThrough) => {
      const request = Object.assign(new IncomingMessage(new Socket()), { url });
      const closing = new AbortController().signal;
      door.control.handle(request, socket, Buffer.alloc(0), { closing, arrival: arrivalAt(request, () => false) });
    },
    complete: () => {
      door.open({ fetch: (request) => new Response(`server ${new URL(request.url).pathname}`) });
    },
  };
}

test.each(['/api/v1/info', '/api/v1/poll.json', '/healthz', '/metrics', '/index.html'])(
  '%s is answered by the complete server alone, whenever it was asked for',
  async (path) => {
    const { ask, complete } = starting();
    const asked = ask(path);
    complete();
    expect(await asked).toMatch(/^server /u);
    expect(await ask(path)).toMatch(/^server /u);
  },
);

test('nothing is done for somebody who has left before the server was complete', async () => {
  const { ask, complete } = starting();
  const outgoing = new EventEmitter();
  const asked = ask('/api/v1/commands', outgoing);
  outgoing.emit('close');
  complete();
  expect(await asked).toBe('');
});

test('an upgrade waits, and one that comes later does not', async () => {
  const { upgrade, complete, told } = starting();
  upgrade('/early', new PassThrough());
  expect(told).toEqual([]);
  complete();
  await Promise.resolve();
  upgrade('/late', new PassThrough());
  await new Promise(setImmediate);
  expect(told.sort()).toEqual(['/early', '/late']);
});

test('a socket that is reset while it waits ends, and harms nobody', async () => {
  const { upgrade, complete, told } = starting();
  const socket = new PassThrough();
  upgrade('/gone', socket);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.emit('error', new Error('reset'));
  await closed;
  complete();
  await new Promise(setImmediate);
  expect(told).toEqual([]);
});
