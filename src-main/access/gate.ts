import { Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { Arrival } from './arrival.ts';
import { isAllowedHost, parseHost } from './host-rule.ts';
import { isCrossSite, isOwnOrigin, looksLikeBrowser, saysWhereFrom } from './origin-rule.ts';
import { identify, isByOldProxy, isForwarded, isLoopback, type AccessRules, type Identity } from './principal.ts';

/** What a route demands; `open` answers anybody who passes the Host rule. */
export type Demand = 'open' | Role;

/**
 * Lets a request in or throws.
 * @returns who asks; `null` only on open routes
 * @throws Fault `bad_host`, `bad_origin`, `forwarded`, `unauthorized` or `forbidden`
 */
export function admit(arrival: Arrival, demand: Demand, rules: AccessRules): Identity | null {
  const { headers, scheme, localAddress, isByProxy } = arrival;
  const host = parseHost(arrival.reachedHost);
  if (host === null || !isAllowedHost(host, localAddress, rules.hostNames) || parseHost(headers.host) === null) {
    throw new Fault(
      'bad_host',
      'This server does not answer to that host name; open it by its address, or start it with --host-name and the name.',
    );
  }
  const identity = identify(arrival, rules);
  const isForeign = !isOwnOrigin(headers, scheme) || isCrossSite(headers);
  if (demand === 'open' && isReading(arrival)) return isForeign ? null : identity;
  const hasSession = identity !== null && identity.principal.sessionId !== null;
  if ((isForwarded(headers) || isByOldProxy(arrival)) && !isByProxy && !hasSession && demand !== 'open') {
    throw new Fault(
      'forwarded',
      'A proxy passed this request on that this server does not know: start it with --trusted-proxy and the address of the proxy, or connect directly.',
    );
  }
  // What a browser sends by itself proves nothing: a page that changes something says where it comes from.
  const isUnexplained = identity?.by === 'cookie' && !isReading(arrival) && !saysWhereFrom(headers);
  if (isForeign || isUnexplained) {
    throw new Fault('bad_origin', 'Another site may not use this server; open its own page.');
  }
  if (identity === null && demand !== 'open') {
    throw new Fault('unauthorized', 'This needs a session; pair this device, or open the page on the machine itself.');
  }
  if (demand === 'operator' && identity?.principal.role !== 'operator') {
    throw new Fault('forbidden', 'Only an operator may do this; you are a viewer.');
  }
  const sessionId = identity?.principal.sessionId ?? null;
  if (sessionId !== null) rules.sessions.seen(sessionId, arrival.remoteAddress);
  return identity;
}

/**
 * The rule for WebSocket upgrades, where the browser sends no preflight: without an Origin only a program may come in,
 * by a bearer token or from this machine without a browser's marks.
 * @throws Fault as {@link admit}
 */
export function admitUpgrade(arrival: Arrival, rules: AccessRules): Identity {
  const identity = admit(arrival, 'viewer', rules);
  if (identity === null) throw new Fault('unauthorized', 'This needs a session.');
  const isProgram = identity.by === 'token' || (isLoopback(arrival) && !looksLikeBrowser(arrival.headers));
  if (arrival.headers.origin === undefined && !isProgram) {
    throw new Fault('bad_origin', 'A browser must name its origin to open the control channel.');
  }
  return identity;
}

function isReading({ method }: Arrival): boolean {
  return method === 'GET' || method === 'HEAD';
}
