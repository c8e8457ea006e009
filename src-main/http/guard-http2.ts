import { constants, type Http2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Clock } from '../clock.ts';
import { createRateLimit } from '../limits/rate-limit.ts';
import type { Limits } from '../limits/limits.ts';
import { answerFault } from './answer-fault.ts';
import { tooSlow } from './too-slow.ts';

/** Requests that one HTTP/2 connection may have under way: some tabs, and a page that loads. */
const mostParallel = 128;
/** Bytes of a request's head, as many as HTTP/1.1 takes. */
const headBytes = 16 * 1024;

/** Requests that may begin before the server has come to answer any: twice as many as may be under way. */
const mostAtOnce = 2 * mostParallel;
/** Requests that one connection may take back: a page that is left takes back all that it was waiting for. */
const resets = { perSecond: 20, burst: 200 };

/** A healthy answer under way is silent for no longer: a poll that is held, or a stream between two beats, ms. */
const longestQuietMs = 65_000;

/** What a client is told when it connects. */
export const http2Settings = { maxConcurrentStreams: mostParallel, maxHeaderListSize: headBytes } as const;

/**
 * Ends connections on which nothing is asked, and requests that do not arrive as a whole. Bytes alone keep no connection
 * open: a head that never ends, or pings, are no request. Who takes back requests as fast as they are sent, to have the
 * work done and never wait for it, is cut.
 */
export function guardHttp2(server: Http2Server, { bounds, refusals }: Limits, clock: Clock): void {
  const idleMs = bounds('idleTimeout').most;
  const requestMs = bounds('requestTimeout').most;

  server.on('session', (session) => {
    const cut = () => {
      if (session.destroyed) return;
      refusals.count('idleTimeout');
      session.destroy();
    };
    const tooMany = () => {
      if (session.destroyed) return;
      refusals.count('maxRequestsPerSecond', session.socket.remoteAddress);
      session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    };
    const allowReset = createRateLimit(clock, resets.perSecond, resets.burst);
    let open = 0;
    let begun = 0;
    let cancel = clock.after(idleMs, cut);
    session.on('stream', (stream) => {
      open += 1;
      cancel();
      begun += 1;
      // What was taken back in the same bytes is no longer under way, and has cost as much.
      if (begun > mostAtOnce) tooMany();
      if (begun === 1) {
        setImmediate(() => {
          begun = 0;
        });
      }
      stream.once('close', () => {
        open -= 1;
        // Whatever reason the client gave, if any.
        const isTakenBack = stream.rstCode !== constants.NGHTTP2_NO_ERROR || stream.aborted;
        if (isTakenBack && !allowReset()) tooMany();
        if (open === 0 && !session.destroyed) cancel = clock.after(idleMs, cut);
      });
    });
    // Also where a request is under way, but nothing moves any more.
    session.setTimeout(Math.max(idleMs, longestQuietMs), cut);
    session.once('close', () => {
      cancel();
    });
  });

  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const { stream } = request;
    if (stream.endAfterHeaders) return;
    const cancel = clock.after(requestMs, () => {
      refusals.count('requestTimeout', request.socket.remoteAddress);
      if (!response.headersSent) answerFault(response, tooSlow());
      stream.close(constants.NGHTTP2_CANCEL);
    });
    request.once('end', cancel);
    stream.once('close', cancel);
  });
}
