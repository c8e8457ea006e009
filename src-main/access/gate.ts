import { Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import { isAllowedHost, parseHost } from './host-rule.ts';
import { isCrossSite, isOwnOrigin, looksLikeBrowser } from './origin-rule.ts';
import { identify, isForwarded, type AccessRules, type Caller, type Principal } from './principal.ts';

/** What a route demands; `open` answers anybody who passes the Host rule. */
export type Demand = 'open' | Role;

/** A caller with the address it reached. */
export interface Arrival extends Caller {
  readonly localAddress: string | undefined;
  readonly scheme: 'http' | 'https';
}

/**
 * Lets a request in or throws.
 * @returns who asks; `null` only on open routes
 * @throws Fault `bad_host`, `bad_origin`, `forwarded`, `unauthorized` or `forbidden`
 */
export function admit(arrival: Arrival, demand: Demand, rules: AccessRules): Principal | null {
  const host = parseHost(arrival.headers.host);
  if (host === null || !isAllowedHost(host, arrival.localAddress)) {
    throw new Fault('bad_host', 'This server does not answer to that host name; open it by its address.');
  }
  const principal = identify(arrival, rules);
  if (demand === 'open') return principal;
  if (isForwarded(arrival.headers)) {
    throw new Fault('forwarded', 'A proxy passed this request on, and no proxy is configured; connect directly.');
  }
  if (!isOwnOrigin(arrival.headers, arrival.scheme) || isCrossSite(arrival.headers)) {
    throw new Fault('bad_origin', 'Another site may not use this server; open its own page.');
  }
  if (principal === null) throw new Fault('unauthorized', 'This needs a session; open the page on this machine.');
  if (demand === 'operator' && principal.role !== 'operator') {
    throw new Fault('forbidden', 'Only an operator may do this; you are a viewer.');
  }
  return principal;
}

/**
 * The rule for WebSocket upgrades, where the browser sends no preflight: without an Origin only a program may come in,
 * by a bearer token or from this machine without a browser's marks.
 * @throws Fault as {@link admit}
 */
export function admitUpgrade(arrival: Arrival, rules: AccessRules): Principal {
  const principal = admit(arrival, 'viewer', rules);
  if (principal === null) throw new Fault('unauthorized', 'This needs a session.');
  const byToken = arrival.headers.authorization !== undefined;
  if (arrival.headers.origin === undefined && !byToken && looksLikeBrowser(arrival.headers)) {
    throw new Fault('bad_origin', 'A browser must name its origin to open the control channel.');
  }
  return principal;
}
