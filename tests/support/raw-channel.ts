import type { Duplex } from 'node:stream';
import type { Door } from './door.ts';

/** A control channel whose frames the test writes byte by byte. */
export interface RawChannel {
  /** Writes one frame; `first` holds its FIN and RSV bits and its opcode. False where the other side should be waited for. */
  frame(first: number, payload: Buffer | string, claimedLength?: bigint): boolean;
  /** Resolves with the close code of the server, or `null` where it cut the connection without one. */
  readonly closed: Promise<number | null>;
  /** False when the connection has ended, or the server has said that it will. */
  isOpen(): boolean;
  /** Resolves when there is room for more to write, or the channel has ended. */
  drained(): Promise<void>;
  destroy(): void;
}

/** Bits and opcodes of RFC 6455. */
export const frameBits = { fin: 0x80, rsv1: 0x40, continuation: 0x0, text: 0x1, ping: 0x9 } as const;

/** Opens a channel with a handshake of its own. */
export async function openRawChannel(door: Door, headers: Readonly<Record<string, string>>): Promise<RawChannel> {
  const socket = await door.connect();
  const lines = Object.entries({
    Host: new URL(door.url).host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Extensions': 'permessage-deflate',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET /api/v1/control HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  const { head, rest } = await readHead(socket);
  if (!head.startsWith('HTTP/1.1 101 ')) throw new Error(`The channel was refused: ${head}`);
  if (/^sec-websocket-extensions:/imu.test(head)) throw new Error('The channel is compressed.');
  const end = closeCode(socket, rest);
  return {
    frame: (first, payload, claimedLength) => socket.write(frameOf(first, Buffer.from(payload), claimedLength)),
    closed: end,
    isOpen: () => socket.writable,
    drained: () =>
      new Promise((resolve) => {
        const go = () => {
          resolve();
        };
        socket.once('drain', go);
        socket.once('close', go);
      }),
    destroy: () => socket.destroy(),
  };
}

/** A frame as clients send it: masked, here with zeros. */
function frameOf(first: number, payload: Buffer, claimedLength = BigInt(payload.length)): Buffer {
  const mask = Buffer.alloc(4);
  if (claimedLength < 126n) return Buffer.concat([Buffer.from([first, 0x80 | Number(claimedLength)]), mask, payload]);
  const long = Buffer.alloc(8);
  long.writeBigUInt64BE(claimedLength);
  return Buffer.concat([Buffer.from([first, 0x80 | 127]), long, mask, payload]);
}

async function readHead(socket: Duplex): Promise<{ head: string; rest: Buffer }> {
  let bytes = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', read);
      socket.pause();
      resolve({ head: bytes.toString('latin1', 0, end), rest: bytes.subarray(end + 4) });
    };
    socket.on('data', read);
    socket.once('close', () => {
      reject(new Error('The connection ended before the head was whole.'));
    });
  });
}

/** Reads the server's frames, which are short and unmasked, up to its close frame. */
function closeCode(socket: Duplex, rest: Buffer): Promise<number | null> {
  let bytes = rest;
  let code: number | null = null;
  const look = () => {
    while (bytes.length >= 2) {
      const short = (bytes[1] ?? 0) & 0x7f;
      const [start, length] = short === 126 ? [4, bytes.length >= 4 ? bytes.readUInt16BE(2) : Infinity] : [2, short];
      if (bytes.length < start + length) return;
      if (((bytes[0] ?? 0) & 0x0f) === 0x8 && length >= 2) code = bytes.readUInt16BE(start);
      bytes = bytes.subarray(start + length);
    }
  };
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      look();
    });
    socket.once('close', () => {
      resolve(code);
    });
    look();
    socket.resume();
  });
}
