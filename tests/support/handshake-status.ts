import { onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';

/** The status with which the server answers a handshake; 101 where the channel opened. The channel ends with the test. */
export function handshakeStatus(socket: WebSocket): Promise<number> {
  onTestFinished(() => {
    socket.terminate();
  });
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.once('open', () => {
      resolve(101);
    });
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
}
