import type { IncomingMessage, ServerResponse } from 'node:http';
import { Connection } from 'better-sse';

/** better-sse reads options from the query and hosts from headers; neither is for the asker to choose. */
const address = 'http://stream.invalid/';

/**
 * The response under a better-sse session, for frames that are already bytes. better-sse's own connections take
 * strings and do not say what the socket still holds.
 */
export class SseConnection extends Connection {
  readonly url = new URL(address);
  readonly request: Request;
  readonly response: Response;
  readonly #res: ServerResponse;
  readonly #gone = new AbortController();

  constructor(req: IncomingMessage, res: ServerResponse) {
    super();
    this.#res = res;
    this.request = new Request(this.url, { signal: this.#gone.signal });
    this.response = new Response(null, { headers: Connection.constants.RESPONSE_HEADERS });
    // HTTP/2 forbids the header, and has no use for it.
    if (req.httpVersionMajor > 1) this.response.headers.delete('connection');
    req.socket.setNoDelay(true);
    res.once('close', this.#onClose);
  }

  readonly #onClose = (): void => {
    this.#gone.abort();
  };

  /** True while something written can still arrive. */
  get isOpen(): boolean {
    return !this.#res.destroyed && !this.#res.writableEnded;
  }

  /** Bytes written that the kernel has not taken yet. */
  get backlogBytes(): number {
    return this.#res.writableLength;
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

  /** Calls back once everything written has left. */
  onceDrained(run: () => void): void {
    this.#res.once('drain', run);
  }

  /** Writes the last bytes and ends the stream; `flushed` is called when they have left. */
  finish(frames: Buffer, flushed: () => void): void {
    this.sendHead();
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
