import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { Socket } from 'node:net';
import { Connection } from 'better-sse';
import type { Frame } from './frame.ts';

/** better-sse reads options from the query and hosts from headers; neither is for the asker to choose. */
const url = new URL('http://stream.invalid/');

// One of each for all streams: they say the same for each, and weigh as much as the rest of a stream.
const anyRequest = new Request(url);
const head1 = new Response(null, { headers: Connection.constants.RESPONSE_HEADERS });
const head2 = new Response(null, { headers: Connection.constants.RESPONSE_HEADERS });
// HTTP/2 forbids the header, and has no use for it.
head2.headers.delete('connection');

/**
 * What a session asks of the signal of its request, and what makes one request that of a single stream. A signal of the
 * platform's own weighs as much as all of a session, and whatever each stream has of its own counts ten thousand times.
 */
class Ending implements ProxyHandler<Request> {
  #told: (() => void) | null = null;

  addEventListener(_type: 'abort', told: () => void): void {
    this.#told = told;
  }

  removeEventListener(): void {
    this.#told = null;
  }

  tell(): void {
    this.#told?.();
  }

  get(request: Request, key: string | symbol): unknown {
    return key === 'signal' ? this : Reflect.get(request, key, request);
  }
}

/** A request for a stream, by HTTP/1.1 or HTTP/2. */
export type StreamRequest = IncomingMessage | Http2ServerRequest;

/** What both kinds of answer have in common. */
export interface StreamResponse {
  readonly headersSent: boolean;
  readonly destroyed: boolean;
  readonly writableEnded: boolean;
  readonly writableLength: number;
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(chunk: string | Buffer): boolean;
  end(chunk: Buffer, flushed: () => void): unknown;
  on(event: 'close', run: () => void): unknown;
  once(event: 'drain', run: () => void): unknown;
  removeListener(event: 'close', run: () => void): unknown;
  destroy(): unknown;
}

/**
 * The response under a better-sse session, for frames that are already bytes. better-sse's own connections take
 * strings and do not say what the socket still holds.
 */
export class SseConnection extends Connection {
  readonly request: Request;
  readonly response: Response;
  readonly #res: StreamResponse;
  readonly #ending = new Ending();
  /** Where events go past the response; `null` until that is known, and where they cannot. */
  #socket: Socket | null = null;
  #isGone = false;

  get url(): URL {
    return url;
  }

  constructor(req: StreamRequest, res: StreamResponse) {
    super();
    this.#res = res;
    this.request = new Proxy(anyRequest, this.#ending);
    this.response = req.httpVersionMajor > 1 ? head2 : head1;
    if (req.httpVersionMajor === 1) req.socket.setNoDelay(true);
    // It closes only once, and `once` would keep two objects for that.
    res.on('close', this.#onClose);
  }

  readonly #onClose = (): void => {
    this.#isGone = true;
    this.#ending.tell();
  };

  /** True while something written can still arrive. */
  get isOpen(): boolean {
    // Over HTTP/2 a response does not say that it was destroyed.
    return !this.#isGone && !this.#res.destroyed && !this.#res.writableEnded;
  }

  /** Where events may go past this connection, as {@link sendLive} sends them; `null` before its first, and where they cannot. */
  get socket(): Socket | null {
    return this.#socket;
  }

  /** Bytes written that the kernel has not taken yet. */
  get backlogBytes(): number {
    return (this.#socket ?? this.#res).writableLength;
  }

  sendHead(): void {
    if (this.#res.headersSent || !this.isOpen) return;
    this.#res.writeHead(this.response.status, Object.fromEntries(this.response.headers));
  }

  sendChunk(chunk: string): void {
    if (this.isOpen) this.#res.write(chunk);
  }

  /** Writes prepared bytes. False asks the caller to wait for {@link onceDrained} before it writes much more. */
  send(frames: Buffer): boolean {
    return this.isOpen && this.#res.write(frames);
  }

  /**
   * Writes one event. Over HTTP/1.1 its chunk goes to the socket as it is: to frame it anew for each stream costs more
   * than all the rest. Once nothing waits in the response nothing ever does, and it is not looked at again: of ten
   * thousand streams, each thing that is looked at comes from far away in memory. For the same reason the socket is not
   * asked whether it is still open: it refuses by itself. False where the reader is behind or gone.
   */
  sendLive({ event, chunk }: Frame): boolean {
    const socket = (this.#socket ??= socketFor(this.#res));
    if (socket === null) return this.send(event);
    return socket.write(chunk);
  }

  /** Calls back once everything written has left. */
  onceDrained(run: () => void): void {
    this.#res.once('drain', run);
  }

  /** Writes the last bytes and ends the stream; `flushed` is called when they have left. */
  finish(frames: Buffer, flushed: () => void): void {
    this.sendHead();
    // What comes after belongs to whoever the socket answers next.
    this.#socket = null;
    if (this.isOpen) this.#res.end(frames, flushed);
    else flushed();
  }

  /** Cuts the socket without waiting for anything. */
  destroy(): void {
    this.#res.destroy();
  }

  cleanup(): void {
    this.#res.removeListener('close', this.#onClose);
  }
}

/** The socket of an HTTP/1.1 body in chunks, where nothing of the response waits before it; else `null`. */
function socketFor(res: StreamResponse): Socket | null {
  if (!(res instanceof ServerResponse) || !res.headersSent || !res.chunkedEncoding || res.writableEnded) return null;
  const { socket } = res;
  if (socket?.writable !== true) return null;
  return res.writableLength === socket.writableLength ? socket : null;
}
