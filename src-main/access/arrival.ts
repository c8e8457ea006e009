import type { IncomingHttpHeaders } from 'node:http';
import { isForwarded, type Caller } from './principal.ts';
import { clientOf, type IsTrusted } from './trusted-proxies.ts';

/** A request or an upgrade as the access rules see it. */
export interface Arrival extends Caller {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** The host by which this server was addressed; behind a proxy `headers.host` is the one that the client used. */
  readonly reachedHost: string | undefined;
  /** A proxy that the owner trusts says where it came from. */
  readonly isByProxy: boolean;
}

/** The parts of a request that say where it came from, of HTTP/1.1 and of HTTP/2. */
export interface Incoming {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly socket: {
    readonly remoteAddress?: string | undefined;
    readonly localAddress?: string | undefined;
    readonly localPort?: number | undefined;
    readonly encrypted?: boolean | undefined;
  };
}

/**
 * What the access rules need to know of a request or an upgrade. It is taken from the socket, and from what headers claim
 * only where the socket leads to a trusted proxy. HTTP/2 has the host in a field of its own; here it stands where HTTP/1.1
 * has it.
 */
export function arrivalAt(incoming: Incoming, isTrusted: IsTrusted): Arrival {
  const { method = 'GET', headers, socket } = incoming;
  const { remoteAddress, localAddress, localPort, encrypted } = socket;
  // A whole address in the place of the path counts more than the Host header, as HTTP says.
  const host = headers[':authority'] ?? hostOfTarget(incoming.url) ?? headers.host;
  const reachedHost = typeof host === 'string' ? host : undefined;
  const direct: Arrival = {
    method,
    headers: withHost(headers, reachedHost),
    remoteAddress,
    localAddress,
    localPort,
    httpVersion: incoming.httpVersion,
    scheme: encrypted === true ? 'https' : 'http',
    reachedHost,
    isByProxy: false,
  };
  if (remoteAddress === undefined || !isForwarded(headers) || !isTrusted(remoteAddress)) return direct;
  const scheme = first(headers['x-forwarded-proto']);
  return {
    ...direct,
    headers: withHost(headers, first(headers['x-forwarded-host']) ?? reachedHost),
    remoteAddress: clientOf(joined(headers['x-forwarded-for']) ?? '', remoteAddress, isTrusted),
    scheme: scheme === 'https' || scheme === 'http' ? scheme : direct.scheme,
    isByProxy: true,
  };
}

function hostOfTarget(url: string | undefined): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/iu.exec(url ?? '')?.[1];
}

function withHost(headers: IncomingHttpHeaders, host: string | undefined): IncomingHttpHeaders {
  return host === undefined || host === headers.host ? headers : { ...headers, host };
}

function joined(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}

/** The client's own, where several proxies have written one. */
function first(header: string | string[] | undefined): string | undefined {
  const value = joined(header)?.split(',')[0]?.trim().toLowerCase();
  return value === '' ? undefined : value;
}
