import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Fault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits/limits.ts';
import { endWith, refusalText } from '../raw-refusal.ts';
import { tooSlow } from './too-slow.ts';

/** How long an HTTP/1.1 server waits, ms. */
export function http1Timing({ bounds }: Limits) {
  const requestTimeout = bounds('requestTimeout').most;
  return {
    headersTimeout: Math.min(bounds('headTimeout').most, requestTimeout),
    requestTimeout,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: bounds('idleTimeout').most,
  };
}

/** Answers whoever is too slow for {@link http1Timing}, and what cannot be read at all. */
export function guardHttp1(server: Server, { refusals }: Limits, clock: Clock): void {
  const newest = new WeakMap<Duplex, { readonly request: IncomingMessage; readonly response: ServerResponse }>();

  function tellSlow(socket: Duplex): void {
    const { remoteAddress, bytesRead } = socket instanceof Socket ? socket : {};
    const asked = newest.get(socket);
    const isInBody = asked !== undefined && !asked.request.complete;
    if (!isInBody && bytesRead === 0) {
      // Browsers open connections that they may need, and then do not.
      refusals.count('idleTimeout');
      socket.destroy();
      return;
    }
    refusals.count(isInBody ? 'requestTimeout' : 'headTimeout', remoteAddress);
    if (isInBody && asked.response.headersSent) socket.destroy();
    else endWith(socket, refusalText(tooSlow()), clock);
  }

  server.on('request', (request, response) => {
    newest.set(request.socket, { request, response });
  });
  server.on('timeout', (socket: Socket) => {
    refusals.count('idleTimeout');
    socket.destroy();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') tellSlow(socket);
    else endWith(socket, refusalText(unreadable(error)), clock);
  });
}

function unreadable(cause: NodeJS.ErrnoException): Fault {
  if (cause.code === 'HPE_HEADER_OVERFLOW') return new Fault('too_large', 'The head of this request is too large.');
  return new Fault('invalid_request', 'This is no HTTP request that can be read.', { cause });
}
