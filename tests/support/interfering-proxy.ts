import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** How a network on the way treats the page. */
export interface Interference {
  /** What becomes of event streams: passed on, held back until they end, or refused. */
  stream: 'pass' | 'hold' | 'refuse';
  /** Lets WebSocket upgrades through. */
  webSocket: boolean;
}

/** A proxy that does to connections what bad networks do. */
export interface InterferingProxy extends Interference {
  readonly url: string;
  /** Breaks every connection and refuses new ones until {@link InterferingProxy.mend}. */
  cut(): void;
  mend(): void;
}

/** Starts a proxy in front of a server on this machine; it ends with the test. */
export async function startProxy(target: string, interference: Partial<Interference> = {}): Promise<InterferingProxy> {
  const { port, hostname } = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket) => {
    // One that is kept alive comes again with each request.
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Broken on purpose: there is nobody to tell.
    socket.on('error', () => sockets.delete(socket));
  };

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const isStream = incoming.url?.startsWith('/api/v1/events') === true;
    if (isStream && proxy.stream === 'refuse') {
      outgoing.writeHead(502).end('Streams do not pass here.');
      return;
    }
    const held: Buffer[] = [];
    const onward = request({
      port,
      host: hostname,
      path: incoming.url,
      method: incoming.method,
      headers: incoming.headers,
    });
    onward.on('socket', keep);
    onward.on('error', () => {
      outgoing.destroy();
    });
    outgoing.on('close', () => {
      onward.destroy();
    });
    onward.on('response', (answer) => {
      if (!isStream || proxy.stream === 'pass') {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.flushHeaders();
        answer.pipe(outgoing);
        return;
      }
      answer.on('data', (chunk: Buffer) => held.push(chunk));
      answer.on('end', () => outgoing.end(Buffer.concat(held)));
    });
    incoming.pipe(onward);
  };

  const server = createServer(forward);
  server.on('connection', (socket) => {
    keep(socket);
    if (isCut) socket.destroy();
  });
  server.on('upgrade', (incoming, socket, head) => {
    if (!proxy.webSocket) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    const onward = connect(Number(port), hostname, () => {
      const lines = [`GET ${incoming.url ?? '/'} HTTP/1.1`];
      for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
        lines.push(`${incoming.rawHeaders[i] ?? ''}: ${incoming.rawHeaders[i + 1] ?? ''}`);
      }
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    keep(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    breakAll();
    server.close();
  });
  const proxy: InterferingProxy = {
    stream: interference.stream ?? 'pass',
    webSocket: interference.webSocket ?? true,
    url: `http://127.0.0.1:${String(portOf(server.address()))}`,
    cut() {
      isCut = true;
      breakAll();
    },
    mend() {
      isCut = false;
    },
  };
  return proxy;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return address.port;
}
