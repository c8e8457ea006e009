import type { IncomingHttpHeaders } from 'node:http';
import { serialize } from 'hono/utils/cookie';

/** The longest that browsers keep a cookie, s. */
const maxAgeS = 400 * 86_400;

/** Whose cookie it is: browsers share cookies between the ports of a host, and between all paths of a proxy. */
export interface CookieOwner {
  /** Port of the socket. */
  readonly localPort: number | undefined;
  /** See `SessionStore.instance`. */
  readonly instance: string;
}

/** Where a cookie comes from or goes to. */
export interface CookiePlace extends CookieOwner {
  readonly scheme: 'http' | 'https';
  /** A proxy encrypts, or does not; the server's own switch has nothing to do with it. */
  readonly isByProxy: boolean;
  readonly headers: Pick<IncomingHttpHeaders, 'cookie'>;
}

/** Name of the session's cookie in the clear. Browsers let nobody replace one that was given over TLS: that has another. */
const plainName = ({ localPort, instance }: CookieOwner) => `lanpulse_${String(localPort ?? 0)}_${instance}`;
const secureName = (owner: CookieOwner) => `__Secure-${plainName(owner)}`;
/** Says without a secret that this browser has a session that it may send over TLS only. */
const markName = (owner: CookieOwner) => `${plainName(owner)}_tls`;
/** As it was called before there were instances. */
const oldName = ({ localPort }: CookieOwner) => `lanpulse_${String(localPort ?? 0)}`;

/**
 * The tokens that a request carries under the cookie's names, the newest first: other servers on the same host can set
 * cookies for this one, so that there may be several, and the browser does not say whose they are.
 */
export function tokensIn(headers: Pick<IncomingHttpHeaders, 'cookie'>, owner: CookieOwner): readonly string[] {
  const names = [secureName(owner), plainName(owner), oldName(owner)];
  return names.flatMap((name) => valuesOf(headers, name));
}

/** True for a browser that was paired over TLS with a server that it now reaches in the clear, without its session. */
export function wasEncrypted(place: CookiePlace): boolean {
  return place.scheme === 'http' && !place.isByProxy && hasMark(place);
}

/**
 * The headers that give a browser its session, for as long as browsers keep cookies. No script of a page can read it. What
 * it still has under another name goes: over TLS, a copy that it would send in the clear.
 */
export function sessionCookie(token: string, place: CookiePlace): string[] {
  const { scheme, isByProxy } = place;
  const secure = scheme === 'https';
  const name = secure ? secureName(place) : plainName(place);
  const session = serialize(name, token, { ...attributes, secure, maxAge: maxAgeS });
  const mark = serialize(markName(place), '1', { ...attributes, maxAge: maxAgeS });
  return secure && !isByProxy
    ? [session, mark, ...expired(place, [plainName(place), oldName(place)])]
    : [session, ...expired(place, [markName(place), oldName(place), ...(secure ? [plainName(place)] : [])])];
}

/** The headers that take it away, under each name that the browser may be told of. */
export function noCookie(place: CookiePlace): string[] {
  const secure = place.scheme === 'https';
  const name = secure ? secureName(place) : plainName(place);
  const others = [markName(place), oldName(place), ...(secure ? [plainName(place)] : [])];
  return [serialize(name, '', { ...attributes, secure, maxAge: 0 }), ...expired(place, others)];
}

const attributes = { path: '/', httpOnly: true, sameSite: 'Strict' } as const;

/** Takes away what the browser has under these names. */
function expired({ headers }: CookiePlace, names: readonly string[]): string[] {
  const held = names.filter((name) => valuesOf(headers, name).length > 0);
  return held.map((name) => serialize(name, '', { ...attributes, maxAge: 0 }));
}

function hasMark(place: CookiePlace): boolean {
  return valuesOf(place.headers, markName(place)).length > 0;
}

function valuesOf({ cookie = '' }: Pick<IncomingHttpHeaders, 'cookie'>, name: string): readonly string[] {
  const start = `${name}=`;
  const parts = cookie.split(';').map((part) => part.trim());
  return parts.filter((part) => part.startsWith(start)).map((part) => part.slice(start.length));
}
