import type { Server as HttpServer } from 'node:http';
import type { Http2Server } from 'node:http2';
import type { Server, Socket } from 'node:net';
import type { Clock } from '../clock.ts';

/** What is connected to one listener. */
export interface OpenConnections {
  /** Resolves when no answer is under way and no channel is open, at the latest after `ms`. */
  settled(ms: number): Promise<void>;
  /** Cuts all of them. */
  destroy(): void;
}

interface Closing {
  once(event: 'close', run: () => void): unknown;
}

/**
 * Counts from now on.
 * @param front takes the connections
 * @param servers answer them
 */
export function trackConnections(
  front: Server,
  servers: readonly (HttpServer | Http2Server)[],
  clock: Clock,
): OpenConnections {
  const sockets = new Set<Socket>();
  /** Sockets and responses that somebody still waits for. */
  const busy = new Set<Closing>();
  let onIdle = (): void => undefined;

  function keepBusy(one: Closing): void {
    busy.add(one);
    one.once('close', () => {
      busy.delete(one);
      if (busy.size === 0) onIdle();
    });
  }

  front.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  for (const server of servers) {
    server.on('request', (_request: unknown, response: Closing) => {
      keepBusy(response);
    });
    // Over HTTP/2 there are none.
    server.on('upgrade', (_request: unknown, socket: Closing) => {
      keepBusy(socket);
    });
  }

  return {
    settled: (ms) =>
      new Promise((resolve) => {
        const cancel = clock.after(busy.size === 0 ? 0 : ms, resolve);
        onIdle = () => {
          cancel();
          resolve();
        };
      }),
    destroy: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
