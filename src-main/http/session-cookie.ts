import type { Identity } from '../access/principal.ts';
import { sessionCookie, noCookie, wasEncrypted, type CookiePlace } from '../access/cookie.ts';
import type { SessionStore } from '../access/sessions.ts';
import type { Clock } from '../clock.ts';
import { arrivalOf } from './caller.ts';
import type { RequestContext } from './route.ts';

/** Browsers keep a cookie for 400 days from when they were given it; one in use is given again this often, ms. */
const renewMs = 86_400_000;

/** Whose cookies they are. */
type Store = Pick<SessionStore, 'instance'>;

/** Gives the browser that asks its session. On the response itself, for streams answer without the router. */
export function giveCookie(context: RequestContext, token: string, store: Store): void {
  context.env.outgoing.setHeader('Set-Cookie', sessionCookie(token, placeOf(context, store)));
}

/** Takes it away. */
export function takeCookie(context: RequestContext, store: Store): void {
  context.env.outgoing.setHeader('Set-Cookie', noCookie(placeOf(context, store)));
}

/** True for a browser whose session is for TLS only, which is off by now. */
export function lostToPlain(context: RequestContext, store: Store): boolean {
  return wasEncrypted(placeOf(context, store));
}

function placeOf(context: RequestContext, { instance }: Store): CookiePlace {
  return { ...arrivalOf(context), instance };
}

/** Keeps the cookies of sessions in use from ending in the browser, once a day for each session. */
export function createCookieRenewal(
  clock: Pick<Clock, 'monotonicMs'>,
  store: Store,
): (context: RequestContext, identity: Identity | null) => void {
  const renewedMs = new Map<string, number>();
  return (context, identity) => {
    const token = identity?.cookie ?? null;
    if (identity === null || token === null) return;
    const now = clock.monotonicMs();
    // The first time by TLS at once: from then on the browser sends it by TLS only.
    const key = `${arrivalOf(context).scheme} ${identity.principal.owner}`;
    if (now - (renewedMs.get(key) ?? -Infinity) < renewMs) return;
    for (const [owner, ms] of renewedMs) if (now - ms >= renewMs) renewedMs.delete(owner);
    renewedMs.set(key, now);
    giveCookie(context, token, store);
  };
}
