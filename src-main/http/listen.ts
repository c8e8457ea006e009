import { setMaxListeners } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net';
import { Fault } from '../../src-shared/fault.ts';
import type { Scheme } from '../../src-shared/protocol/events.ts';
import type { Log } from '../log.ts';
import type { Certificates } from '../tls/certificates.ts';
import { createConnectionGate } from './connection-gate.ts';
import { trackConnections } from './open-connections.ts';
import { createSecureFront, type Front } from './secure-front.ts';
import { createServers, type ServersParts } from './servers.ts';
import { bareHost } from '../bare-host.ts';

/** Time that streams, polls and channels have to take their leave, ms. */
const leaveMs = 500;

/** A listening socket. */
export interface Listener {
  /** Address for a person: `http://127.0.0.1:4780`. */
  readonly url: string;
  readonly port: number;
  /**
   * Stops taking connections, says goodbye to streams, polls and channels, and then cuts what is left. Where nothing is
   * under way, at once.
   * @param becomes how the address begins when it opens again, for those who are told goodbye. Default: it does not
   */
  close(becomes?: Scheme): Promise<void>;
}

/** What answers on a listener. */
export interface Answering extends ServersParts {
  readonly log: Log;
  readonly certificates: Certificates;
  /** Whether a Host header may name this server, on the address that the connection reached. */
  readonly isKnownHost: (host: string | undefined, localAddress: string | undefined) => boolean;
}

/** Where to listen; `port` 0 takes a free one. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

/**
 * Opens a listener.
 * @throws Fault `port_taken`, or `start_failed` where the address cannot be used
 */
export async function listen(answering: Answering, { host, port, isSecure }: ListenOptions): Promise<Listener> {
  const { clock, log, certificates, limits, isKnownHost } = answering;
  const pair = isSecure ? await certificates.ensure() : null;
  const closing = new AbortController();
  // One for each stream; a listener may have thousands.
  setMaxListeners(0, closing.signal);
  // Whole files are for those who are sent them as they are: encrypted they would be in memory once more for each who is slow to
  // take one.
  const parts = isSecure ? { ...answering, page: null } : answering;
  const { http1, openHttp2 } = createServers(parts, closing.signal);
  const secure = pair === null ? null : { pair, http2: openHttp2() };
  const front: Front =
    secure === null
      ? plainFront(http1)
      : createSecureFront({ http1, ...secure, certificates, limits, clock, isKnownHost });
  const enter = createConnectionGate(limits, clock, isSecure);
  // Over plain HTTP whoever has said all may still listen.
  const server = createTcp({ noDelay: true, allowHalfOpen: !isSecure }, (socket) => {
    if (enter(socket)) front.take(socket);
  });
  const connections = trackConnections(server, secure === null ? [http1] : [http1, secure.http2], clock);
  const address = await bind(server, host, port).catch((caught: unknown) => {
    front.release();
    throw caught;
  });
  server.on('error', (err) => {
    log.warn({ err }, 'a connection could not be taken');
  });
  return {
    url: `${isSecure ? 'https' : 'http'}://${nameOf(address)}:${String(address.port)}`,
    port: address.port,
    close: async (becomes) => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      front.release();
      closing.abort(becomes);
      await connections.settled(leaveMs);
      connections.destroy();
      await closed;
    },
  };
}

function plainFront(http1: HttpServer): Front {
  // Node begins to look for slow heads when a server says that it listens; this one gets its connections handed over.
  http1.emit('listening');
  return {
    take: (socket) => {
      http1.emit('connection', socket);
    },
    release: () => {
      http1.close();
    },
  };
}

/** An address that a browser on this machine can open. */
function nameOf({ address }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') ? `[${address}]` : address;
}

function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  const name = bareHost(host);
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new Fault('port_taken', `Port ${String(port)} is taken; choose another with --port, or 0 for a free one.`, {
              cause,
            })
          : new Fault('start_failed', `The address ${name} port ${String(port)} cannot be used: ${cause.message}.`, {
              cause,
            }),
      );
    });
    server.listen({ host: name, port, exclusive: true }, () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address);
      else reject(new Fault('start_failed', 'The server has no network address.'));
    });
  });
}
