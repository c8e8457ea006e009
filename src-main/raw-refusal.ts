import type { Duplex } from 'node:stream';
import type { Fault } from '../src-shared/fault.ts';
import type { Clock } from './clock.ts';

/** Time in which the other side may read why, ms. */
const readMs = 1_000;

/** A whole HTTP/1.1 answer that refuses, with which the connection ends. */
export function refusalText(fault: Fault, headers: Readonly<Record<string, string>> = {}): string {
  const body = JSON.stringify({ ok: false, error: fault.toBody() });
  const lines = Object.entries({
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    ...headers,
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${String(fault.status)} Refused\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

/**
 * Ends a socket on which no response was begun. What the other side still sends is thrown away for a moment: a socket that
 * is closed over unread bytes takes the answer back. Then it is cut, whatever the other side does.
 * @param text see {@link refusalText}
 */
export function endWith(socket: Duplex, text: string, clock: Clock): void {
  socket.on('error', () => {
    socket.destroy();
  });
  const cancel = clock.after(readMs, () => {
    socket.destroy();
  });
  socket.once('close', cancel);
  socket.resume();
  socket.end(text);
}
