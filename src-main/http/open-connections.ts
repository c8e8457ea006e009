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
 * @param http1 answers them, as does `http2`
 */
export function trackConnections(front: Server, http1: HttpServer, http2: Http2Server, clock: Clock): OpenConnections {
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
  http1.on('request', (_request, response) => {
    keepBusy(response);
  });
  http1.on('upgrade', (_request, socket) => {
    keepBusy(socket);
  });
  http2.on('request', (_request, response) => {
    keepBusy(response);
  });

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
