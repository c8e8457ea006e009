import {
  createServer as createHttp,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import type { Http2Server } from 'node:http2';
import type { Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { Fault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits/limits.ts';
import type { Certificates } from '../tls/certificates.ts';
import type { CheckedPair } from '../tls/key-pair.ts';
import { guardHttp1, http1Timing } from './guard-http1.ts';

/** First byte of a TLS connection: a handshake record. */
const handshake = 0x16;

/** The servers behind an encrypted port. */
export interface SecureFrontParts {
  readonly http1: HttpServer;
  readonly http2: Http2Server;
  readonly certificates: Certificates;
  readonly pair: CheckedPair;
  readonly limits: Limits;
  readonly clock: Clock;
  /** Whether a Host header may name this server, on the address that the connection reached. */
  readonly isKnownHost: (host: string | undefined, localAddress: string | undefined) => boolean;
}

/** What connections are handed to. */
export interface Front {
  take(socket: Socket): void;
  /** No more will come. */
  release(): void;
}

/**
 * Stands in front of an encrypted server. ALPN leads each connection to HTTP/2 or HTTP/1.1; whoever speaks plain HTTP, as
 * an old bookmark does, is sent to the encrypted address.
 */
export function createSecureFront(parts: SecureFrontParts): Front {
  const { http1, http2, certificates, pair, limits, clock, isKnownHost } = parts;
  const headMs = limits.bounds('headTimeout').most;
  const plain = createHttp(http1Timing(limits), (request, response) => {
    answerPlain(request, response, isKnownHost(request.headers.host, request.socket.localAddress));
  });
  guardHttp1(plain, limits, clock);
  const secure = createTls(
    {
      cert: pair.cert,
      key: pair.key,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['h2', 'http/1.1'],
      handshakeTimeout: headMs,
    },
    (socket) => {
      (socket.alpnProtocol === 'h2' ? http2 : http1).emit('connection', socket);
    },
  );
  secure.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ERR_TLS_HANDSHAKE_TIMEOUT') limits.refusals.count('headTimeout', socket.remoteAddress);
    socket.destroy();
  });
  const forget = certificates.onChange(({ cert, key }) => {
    secure.setSecureContext({ cert, key, minVersion: 'TLSv1.2' });
  });
  // Node begins to look for slow heads when a server says that it listens; these get their connections from here.
  for (const one of [http1, plain]) one.emit('listening');

  return {
    take: (socket) => {
      firstByte(
        socket,
        headMs,
        (byte) => {
          (byte === handshake ? secure : plain).emit('connection', socket);
        },
        () => {
          limits.refusals.count('idleTimeout');
        },
      );
    },
    release: () => {
      forget();
      for (const one of [http1, plain]) one.close();
    },
  };
}

/** Looks at the first byte without taking it; who sends none in time is cut. */
function firstByte(socket: Socket, ms: number, see: (byte: number) => void, onCut: () => void): void {
  const cut = () => {
    onCut();
    socket.destroy();
  };
  socket.on('error', () => {
    socket.destroy();
  });
  socket.setTimeout(ms, cut);
  socket.once('readable', () => {
    const bytes: unknown = socket.read();
    socket.setTimeout(0);
    socket.off('timeout', cut);
    if (!Buffer.isBuffer(bytes)) return;
    socket.unshift(bytes);
    see(bytes[0] ?? 0);
  });
}

/** A page is sent on; a program is told, for it might send something that it should not in the clear. */
function answerPlain(
  { method, url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  isKnown: boolean,
): void {
  if (isKnown && (method === 'GET' || method === 'HEAD') && url.startsWith('/')) {
    const location = `https://${headers.host ?? ''}${url}`;
    // Not for good: encryption can be turned off again.
    response.writeHead(307, { Location: location, 'Cache-Control': 'no-store', Connection: 'close' }).end();
    return;
  }
  const fault = isKnown
    ? new Fault('invalid_request', 'This address is encrypted; begin it with https://.')
    : new Fault('bad_host', 'This server does not answer to that host name; open it by its address.');
  const body = JSON.stringify({ ok: false, error: fault.toBody() });
  response.writeHead(fault.status, { 'Content-Type': 'application/json', Connection: 'close' }).end(body);
}
