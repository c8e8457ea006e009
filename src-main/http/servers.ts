import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { getRequestListener } from '@hono/node-server';
import { Fault } from '../../src-shared/fault.ts';
import { arrivalAt, type Arrival } from '../access/arrival.ts';
import type { IsTrusted } from '../access/trusted-proxies.ts';
import type { Clock } from '../clock.ts';
import type { ControlUpgrades } from '../control/upgrade.ts';
import type { Limits } from '../limits/limits.ts';
import { endWith, refusalText } from '../raw-refusal.ts';
import { answerFault } from './answer-fault.ts';
import type { App } from './door.ts';
import type { PageServer } from './page-server.ts';
import { guardHttp1, http1Timing } from './guard-http1.ts';
import { guardHttp2, http2Settings } from './guard-http2.ts';

/** Seconds after which one more request is let in for certain. */
const retryAfter = { 'Retry-After': '1' };

/** What answers requests and upgrades. */
export interface ServersParts {
  readonly app: App;
  /** Asked first; `null` where the router answers for the page as well. */
  readonly page: PageServer | null;
  readonly control: Pick<ControlUpgrades, 'handle'>;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly isTrustedProxy: IsTrusted;
}

/**
 * The servers behind one listener; they are handed their connections. `closing` is aborted when it is about to end. HTTP/2 is for
 * encrypted ones, and made when it is asked for: only then its module is loaded (build/late-http2.ts).
 */
export function createServers(
  { app, page, control, clock, limits, isTrustedProxy }: ServersParts,
  closing: AbortSignal,
): { readonly http1: HttpServer; readonly openHttp2: () => Http2Server } {
  const { bounds, allowRequest, refusals } = limits;
  const arrivals = new WeakMap<IncomingMessage | Http2ServerRequest, Arrival>();
  const answer = getRequestListener(
    (request, bindings) => {
      const { incoming } = bindings;
      const arrival = arrivals.get(incoming) ?? arrivalAt(incoming, isTrustedProxy);
      return app.fetch(request, { ...bindings, closing, limits, arrival });
    },
    { overrideGlobalObjects: false },
  );

  /** Null for a request too many. */
  function arrive(request: IncomingMessage | Http2ServerRequest): Arrival | null {
    const arrival = arrivalAt(request, isTrustedProxy);
    if (allowRequest(arrival)) return arrival;
    refusals.count('maxRequestsPerSecond', arrival.remoteAddress);
    return null;
  }

  function tooMany(): Fault {
    const most = String(bounds('maxRequestsPerSecond').most);
    return new Fault('too_many', `Your address may send ${most} requests a second; wait a second.`);
  }

  function respond(
    arrival: Arrival | null,
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): void {
    if (arrival === null) {
      answerFault(response, tooMany(), retryAfter);
      return;
    }
    if (page?.(arrival, request.url, response) === true) return;
    arrivals.set(request, arrival);
    void answer(request, response);
  }

  const take = (request: IncomingMessage, response: ServerResponse): void => {
    respond(arrive(request), request, response);
  };

  /**
   * Answers a turn later: a stream that is answered in the turn of its request, and taken back without an error in the
   * same bytes, is never ended by Node. It would be neither counted nor given back. What the router answers without a wait comes
   * late enough over TLS as Node has it today; that is not to be relied on.
   */
  const takeHttp2 = (request: Http2ServerRequest, response: Http2ServerResponse): void => {
    const arrival = arrive(request);
    setImmediate(() => {
      const { stream } = response;
      if (!stream.destroyed && !stream.closed) respond(arrival, request, response);
    });
  };

  const http1 = createServer(http1Timing(limits), take);
  http1.on('upgrade', (request, socket, head) => {
    const arrival = arrive(request);
    if (arrival === null) endWith(socket, refusalText(tooMany(), retryAfter), clock);
    else control.handle(request, socket, head, { closing, arrival });
  });
  guardHttp1(http1, limits, clock);
  const openHttp2 = (): Http2Server => {
    const http2 = createHttp2({ settings: http2Settings }, takeHttp2);
    guardHttp2(http2, limits, clock);
    return http2;
  };
  return { http1, openHttp2 };
}
