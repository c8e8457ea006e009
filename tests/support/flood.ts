import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import * as v from 'valibot';
import type { ServerFigures } from '../../src-shared/protocol/info.ts';
import { limitNames } from '../../src-shared/protocol/server-limits.ts';
import { ask, ownerOf } from './paired.ts';
import type { RunningServer } from './server.ts';

/** Addresses of this machine from which floods come; viewers come from another. */
export const attackers = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6'] as const;

/** The frames with which a client begins to speak HTTP/2: its preface and empty settings. */
export const http2Preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);

const figuresSchema = v.object({ refused: v.record(v.picklist(limitNames), v.number()) });

/** How often each limit was met so far, as the owner reads it. */
export async function refusedBy(server: RunningServer, ca?: string): Promise<Partial<ServerFigures['refused']>> {
  const { headers } = ownerOf(server);
  const { body } = await ask(server, '/api/v1/server', { headers, ...(ca === undefined ? {} : { ca }) });
  return v.parse(figuresSchema, body).refused;
}

/** A connection of an attacker's, and what came back over it. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that the server sent so far. */
  text(): string;
  /** Resolves when more has come, or the connection has ended: cut while it still sent, it ends with an error. */
  more(): Promise<void>;
  /** Resolves with all that came when the server has ended it. */
  readonly ended: Promise<string>;
}

/** How an attacker connects. */
interface RawOptions {
  readonly from?: string;
  /** Protocol that is agreed on under TLS; left out, it speaks in the clear. */
  readonly alpn?: 'http/1.1' | 'h2';
}

/** Opens a connection; one that is refused is an ended one. */
export async function connectRaw(server: RunningServer, { from, alpn }: RawOptions = {}): Promise<RawConnection> {
  const tcp = connectTcp({
    host: '127.0.0.1',
    port: server.port,
    ...(from === undefined ? {} : { localAddress: from }),
  });
  const socket =
    alpn === undefined ? tcp : connectTls({ socket: tcp, rejectUnauthorized: false, ALPNProtocols: [alpn] });
  let text = '';
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => {
      resolve(text);
    });
  });
  for (const one of [tcp, socket]) one.on('error', () => undefined);
  socket.setEncoding('latin1').on('data', (part: string) => (text += part));
  await Promise.race([once(socket, alpn === undefined ? 'connect' : 'secureConnect'), ended]);
  const more = async () => {
    const arrived = new Promise<void>((resolve) => {
      socket.once('data', () => {
        resolve();
      });
    });
    await Promise.race([arrived, ended]);
  };
  return { socket, ended, more, text: () => text };
}
