import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Transport } from './questions.ts';

/** Where a server is, and what is asked of it. */
export interface Target {
  readonly port: number;
  readonly query: string;
}

/** Who hears of what comes in. */
export interface Listener {
  readonly bytes: (count: number) => void;
  /** A sample of a tick has come. */
  readonly sample: (tickMs: number) => void;
  /** The connection has ended. */
  readonly lost: () => void;
}

const headEnd = '\r\n\r\n';

/** Opens one connection of a kind; resolves when it is greeted. */
export const watchBy: Readonly<Record<Transport, (target: Target, listener: Listener) => Promise<void>>> = {
  sse: stream,
  poll,
  ws: control,
};

async function open(port: number, { lost }: Listener): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.once('close', lost);
  socket.on('error', () => {
    // `close` comes next, and counts.
    socket.destroy();
  });
  return socket;
}

function request(port: number, path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\n\r\n`;
}

async function stream({ port, query }: Target, listener: Listener): Promise<void> {
  const socket = await open(port, listener);
  socket.write(request(port, `/api/v1/events?${query}`));
  await once(socket, 'data');
  socket.on('data', (data) => {
    listener.bytes(data.length);
    noteSample(data.toString('latin1'), 'event: sample\ndata: ', listener);
  });
}

/** Asks again as soon as it has an answer, on the same connection, as pages do. */
async function poll({ port, query }: Target, listener: Listener): Promise<void> {
  const socket = await open(port, listener);
  const viewer = randomBytes(16).toString('base64url');
  const ask = (after: string) => socket.write(request(port, `/api/v1/poll?viewer=${viewer}&${query}&after=${after}`));
  let answer = '';
  await new Promise<void>((greeted) => {
    socket.on('data', (data) => {
      listener.bytes(data.length);
      answer += data.toString('latin1');
      const head = answer.indexOf(headEnd);
      const length = Number(/content-length: (?<length>\d+)/iu.exec(answer.slice(0, head))?.groups?.length);
      if (head < 0 || answer.length < head + headEnd.length + length) return;
      noteSample(answer, '"event":"sample","data":', listener);
      const last = /"last":"(?<id>[^"]+)"/u.exec(answer.slice(-200))?.groups?.id;
      answer = '';
      if (last === undefined) throw new Error('An answer to a poll names no event.');
      ask(last);
      greeted();
    });
    ask('');
  });
}

async function control({ port }: Target, listener: Listener): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}/api/v1/control`);
  await once(socket, 'open');
  socket.on('ping', (data) => {
    // Two bytes of frame before it.
    listener.bytes(data.length + 2);
  });
  socket.once('close', listener.lost);
}

function noteSample(text: string, begin: string, { sample }: Listener): void {
  const at = text.indexOf(begin);
  if (at < 0) return;
  const t = /"t":(?<t>\d+)/u.exec(text.slice(at, at + begin.length + 40))?.groups?.t;
  if (t !== undefined) sample(Number(t));
}
