import type { IncomingHttpHeaders } from 'node:http';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { Config } from '../config/config.ts';
import { tokensIn } from './cookie.ts';
import { parseHost } from './host-rule.ts';
import { isLoopbackHost, isLoopbackAddress } from './loopback.ts';
import { sameSecret } from './secret.ts';
import { ownerOf, type Session } from './session.ts';
import type { SessionStore } from './sessions.ts';

/** Who asks. */
export interface Principal {
  readonly role: Role;
  /** The key under which their viewers are kept apart from those of others: `window`, `loopback`, `cli` or a session's. */
  readonly owner: string;
  /** Their session; `null` for those who need none. */
  readonly sessionId: string | null;
  /** What their device is called; `null` without a session. */
  readonly name: string | null;
}

/** What the decision is made from. */
export interface Caller {
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string | undefined;
  readonly localAddress: string | undefined;
  /** Port of the socket on this side: the cookie's name holds it. */
  readonly localPort: number | undefined;
  /** `1.0`, `1.1` or `2.0`. Default: not known. */
  readonly httpVersion?: string | undefined;
}

/** Rules in force for callers. */
export interface AccessRules {
  readonly loopbackRole: Config['loopbackRole'];
  /** Secret of the desktop window; `null` where there is no window. */
  readonly windowToken: string | null;
  /** Names under which the server answers besides its own. Default none. */
  readonly hostNames?: readonly string[];
  /** Secret in the data directory, by which its owner's programs on this machine know themselves; `null` where there is none. */
  readonly ownerToken: string | null;
  /** True while a program on this machine needs a session like everybody else. */
  readonly needsSession: () => boolean;
  readonly sessions: Pick<SessionStore, 'find' | 'get' | 'seen' | 'instance'>;
}

/** Who asks, and what they proved it with; `place` is being on this machine. */
export interface Identity {
  readonly principal: Principal;
  readonly by: 'token' | 'cookie' | 'place';
  /** The cookie's token, to be given again before browsers forget it. */
  readonly cookie: string | null;
}

/**
 * What proxies, tunnels and delivery networks add, each by its own fashion: the standards' `Forwarded` and `Via`, all of
 * `X-Forwarded-`, and whatever ends in a client's address. Browsers and programs send none of these by themselves.
 */
const forwardingHeaders = [
  /^(?:forwarded|via|cdn-loop|x-real-ip|x-remote-(?:ip|addr)|x-proxyuser-ip|x-amzn-trace-id)$/u,
  /^(?:x-(?:forward|original|envoy|azure|appengine)|cf-|tailscale-)/u,
  /(?:^|-)(?:client|connecting)-?ip(?:v6)?$/u,
];

/** True where a proxy passed the request on: its sender is then not who the socket says. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some((name) => forwardingHeaders.some((pattern) => pattern.test(name)));
}

/** Where a request came from. */
type Place = Pick<Caller, 'headers' | 'remoteAddress' | 'localAddress' | 'httpVersion'>;

/**
 * True for a request from this machine in the HTTP of 1996. Programs of today speak 1.1; proxies that nobody told to say whom they
 * pass on speak 1.0 to what is behind them, nginx for one, and would hand the place of this machine to the world.
 */
export function isByOldProxy({ remoteAddress, localAddress, httpVersion }: Place): boolean {
  if (httpVersion !== '1.0' || remoteAddress === undefined) return false;
  return isLoopbackAddress(remoteAddress) || remoteAddress === localAddress;
}

/**
 * True for a request that was sent on this machine, to whichever of its addresses. Not enough to be somebody: it only
 * bounds where secrets of this machine are good.
 */
export function isOnThisMachine(place: Place): boolean {
  const { headers, remoteAddress, localAddress } = place;
  if (isForwarded(headers) || isByOldProxy(place)) return false;
  return isLoopback(place) || (remoteAddress !== undefined && remoteAddress === localAddress);
}

/** True for a request that a program on this machine sent by itself, by loopback, as far as a socket can tell. */
export function isLoopback(place: Place): boolean {
  const { headers, remoteAddress } = place;
  const host = parseHost(headers.host);
  return (
    remoteAddress !== undefined &&
    isLoopbackAddress(remoteAddress) &&
    host !== null &&
    isLoopbackHost(host.name) &&
    !isByOldProxy(place) &&
    !isForwarded(headers)
  );
}

/**
 * Decides who asks. `null` is nobody: only open routes answer. A bearer token counts before a cookie, a cookie before the
 * place; a token that is not known is never mended by what comes after it.
 */
export function identify(caller: Caller, rules: AccessRules): Identity | null {
  const bearer = /^bearer +(.*)$/iu.exec(caller.headers.authorization ?? '')?.[1]?.trim();
  if (bearer !== undefined) {
    const principal = principalOfToken(bearer, caller, rules);
    return principal === null ? null : { principal, by: 'token', cookie: null };
  }
  for (const cookie of tokensIn(caller.headers, { localPort: caller.localPort, instance: rules.sessions.instance })) {
    const principal = principalOfSession(cookie, caller, rules);
    if (principal !== null) return { principal, by: 'cookie', cookie };
  }
  if (!isLoopback(caller) || rules.loopbackRole === 'none' || rules.needsSession()) return null;
  const principal = { role: rules.loopbackRole, owner: 'loopback', sessionId: null, name: null };
  return { principal, by: 'place', cookie: null };
}

/** False for somebody who has meanwhile lost their session or the role that they came with. */
export function isCurrent({ owner, sessionId, role }: Principal, rules: AccessRules): boolean {
  if (owner === 'loopback') return !rules.needsSession();
  return sessionId === null || rules.sessions.get(sessionId)?.role === role;
}

function principalOfToken(token: string, caller: Caller, rules: AccessRules): Principal | null {
  if (rules.windowToken !== null && sameSecret(token, rules.windowToken)) {
    return isOnThisMachine(caller) ? atTheMachine('window') : null;
  }
  if (rules.ownerToken !== null && sameSecret(token, rules.ownerToken)) {
    return isOnThisMachine(caller) ? atTheMachine('cli') : null;
  }
  return principalOfSession(token, caller, rules);
}

function atTheMachine(owner: string): Principal {
  return { role: 'operator', owner, sessionId: null, name: null };
}

function principalOfSession(token: string, caller: Caller, { sessions }: AccessRules): Principal | null {
  const session = sessions.find(token);
  return session === null || (session.kind === 'local' && !isOnThisMachine(caller)) ? null : sessionPrincipal(session);
}

/** Whoever has a session. */
export function sessionPrincipal(session: Session): Principal {
  return { role: session.role, owner: ownerOf(session), sessionId: session.id, name: session.name };
}
