import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { Config } from '../config/config.ts';
import { isLoopbackHost, isLoopbackAddress } from './loopback.ts';
import { parseHost } from './host-rule.ts';

/** Who asks: what they may do, and the key under which their viewers are kept apart from those of others. */
export interface Principal {
  readonly role: Role;
  readonly owner: string;
}

/** What the decision is made from. */
export interface Caller {
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string | undefined;
}

/** Rules in force for callers. */
export interface AccessRules {
  readonly loopbackRole: Config['loopbackRole'];
  /** Secret of the desktop window; `null` where there is no window. */
  readonly windowToken: string | null;
}

const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** True where a proxy passed the request on: its sender is then not who the socket says. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return forwardingHeaders.some((name) => headers[name] !== undefined);
}

/**
 * Decides who asks. `null` is nobody: only open routes answer. A request with a forwarding header never gets the
 * loopback role; the caller of this function refuses it.
 */
export function identify(caller: Caller, rules: AccessRules): Principal | null {
  const token = /^Bearer ([A-Za-z0-9_-]{16,128})$/u.exec(caller.headers.authorization ?? '')?.[1];
  if (token !== undefined && rules.windowToken !== null && sameSecret(token, rules.windowToken)) {
    return { role: 'operator', owner: 'window' };
  }
  const host = parseHost(caller.headers.host);
  const local =
    caller.remoteAddress !== undefined &&
    isLoopbackAddress(caller.remoteAddress) &&
    host !== null &&
    isLoopbackHost(host.name) &&
    !isForwarded(caller.headers);
  return local && rules.loopbackRole !== 'none' ? { role: rules.loopbackRole, owner: 'loopback' } : null;
}

/** Compares in constant time; hashing first makes the lengths equal. */
function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
