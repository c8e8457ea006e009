import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { request as requestSecure } from 'node:https';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import { bareHost } from '../../src-main/bare-host.ts';
import type { Door, RawStream } from './door.ts';
import type { Host } from './second-host.ts';
import type { RunningServer } from './server.ts';

/**
 * Opens a door in the clear, or one that speaks HTTP/1.1 over TLS.
 * @param ca certificate that it trusts. Default: the one on the server's own address
 */
export function openDoor(
  name: string,
  from: Host,
  server: RunningServer,
  as: Door['as'],
  url: string,
  ca = certificateOf(server),
): Door {
  const { protocol, hostname, host, port } = new URL(url);
  const tlsName = bareHost(hostname);
  const isSecure = protocol === 'https:';
  const agent = isSecure ? from.secureAgent(ca) : from.agent;
  const connectBare = () => from.connect(hostname, Number(port));
  const connect = async (alpn: 'http/1.1' | 'h2' = 'http/1.1'): Promise<Duplex> => {
    const socket = connectBare();
    socket.on('error', () => undefined);
    if (!isSecure) return socket;
    const encrypted = connectTls({ socket, ca, host: tlsName, ALPNProtocols: [alpn] });
    encrypted.on('error', () => undefined);
    await once(encrypted, 'secureConnect');
    return encrypted;
  };
  return {
    name,
    url,
    server,
    as,
    ask: (path, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        // Of some methods node sends a body without saying how long it is.
        const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
        const options = { method, headers: { ...length, ...headers }, path, agent, host: hostname, port };
        const sent = isSecure ? requestSecure(options) : request(options);
        sent.once('error', reject);
        sent.once('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        });
        sent.end(body);
      }),
    stream: (path, headers = {}) =>
      new Promise((resolve, reject) => {
        const options = { headers, path, agent, host: hostname, port };
        const sent = isSecure ? requestSecure(options) : request(options);
        sent.once('error', reject);
        sent.once('response', (response) => {
          resolve(gather(response, response.statusCode ?? 0));
        });
        sent.end();
      }),
    stall: async (path, headers = {}) => {
      const socket = await connect();
      const fields = Object.entries({ host, ...headers }).map(([field, value]) => `${field}: ${String(value)}\r\n`);
      socket.write(`GET ${path} HTTP/1.1\r\n${fields.join('')}\r\n`);
      return socket;
    },
    control: (headers = {}, query = '') =>
      new WebSocket(`${isSecure ? 'wss' : 'ws'}://${host}/api/v1/control${query}`, { agent, headers: { ...headers } }),
    connectBare,
    connect,
  };
}

/** The same place and listener by HTTP/2; what HTTP/2 has not goes by HTTP/1.1. */
export async function openHttp2Door(
  name: string,
  from: Host,
  server: RunningServer,
  as: Door['as'],
  url: string,
  sessions: ClientHttp2Session[],
  ca = certificateOf(server),
): Promise<Door> {
  const { hostname, host: authority, port } = new URL(url);
  const open = async (): Promise<ClientHttp2Session> => {
    const opened = connectHttp2(url, {
      createConnection: () => {
        const socket = from.connect(hostname, Number(port));
        return connectTls({ socket, ca, host: bareHost(hostname), ALPNProtocols: ['h2'] });
      },
    });
    sessions.push(opened);
    // Requests learn of it by themselves.
    opened.on('error', () => undefined);
    await once(opened, 'connect');
    return opened;
  };
  let session = await open();
  // By itself node would send an IPv6 address without its brackets.
  return {
    ...openDoor(name, from, server, as, url, ca),
    stream: async (path, headers = {}) => {
      if (session.destroyed || session.closed) session = await open();
      const stream = session.request({ ':path': path, ':authority': authority, ...headers });
      const [head]: unknown[] = await once(stream, 'response');
      return gather(stream, v.parse(v.object({ ':status': v.number() }), head)[':status']);
    },
    stall: async (path, headers = {}) => {
      const own = await open();
      // Nobody listens for its data: flow control then holds the server back.
      const stream = own.request({ ':path': path, ':authority': authority, ...headers });
      stream.on('error', () => undefined);
      await once(stream, 'response');
      return stream;
    },
    ask: async (path, { method = 'GET', headers = {}, body } = {}) => {
      // The server closes a connection that was idle while tests went through other doors.
      if (session.destroyed || session.closed) session = await open();
      return new Promise((resolve, reject) => {
        const { host = authority, ...others } = headers;
        const stream = session.request(
          { ':path': path, ':method': method, ':authority': host, ...others },
          { endStream: body === undefined },
        );
        const chunks: Buffer[] = [];
        let head: NodeJS.Dict<string | string[]> = {};
        stream.once('error', reject);
        stream.once('response', (received) => {
          head = Object.fromEntries(Object.entries(received).map(([key, value]) => [key, value?.toString()]));
        });
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.once('end', () => {
          resolve({ status: Number(head[':status']), headers: head, text: Buffer.concat(chunks).toString('utf8') });
        });
        if (body !== undefined) stream.end(body);
      });
    },
  };
}

function gather(stream: Readable, status: number): RawStream {
  let text = '';
  let isOver = false;
  const waiting = new Set<() => void>();
  const look = () => {
    for (const one of [...waiting]) one();
  };
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    look();
  });
  // What was cut is over, too.
  stream.on('error', () => undefined);
  const ended = once(stream, 'close').then(() => {
    isOver = true;
    look();
  });
  /** Where what was waited for last ends. */
  let taken = 0;
  const next = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      let from = taken;
      const one = () => {
        const at = text.indexOf(wanted, from);
        // What is not whole yet is looked at again.
        from = Math.max(taken, text.length - wanted.length);
        if (at < 0 && !isOver) return;
        waiting.delete(one);
        if (at < 0) {
          reject(new Error(`The stream ended without ${wanted}.`));
          return;
        }
        taken = at + wanted.length;
        resolve();
      };
      waiting.add(one);
      one();
    });
  return { status, ended, next, text: () => text, close: () => stream.destroy() };
}

/** The certificate that a server shows; empty where it shows none. */
export function certificateOf({ url, dataDir }: RunningServer): string {
  return url.startsWith('https:') ? readFileSync(join(dataDir, 'tls', 'certificate.pem'), 'utf8') : '';
}
