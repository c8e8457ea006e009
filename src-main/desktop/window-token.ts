import { randomBytes } from 'node:crypto';
import type { Session } from 'electron';

/** A new secret for the window's requests: 256 random bits, base64url. */
export function createWindowToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Adds the token to what the session sends to the app's own server, HTTP and WebSocket, and to nothing else. This happens
 * in the main process, after the page has let go of the request, so no script can read the token.
 * @param serverUrl address of the server, `http://127.0.0.1:4780`
 */
export function sendWindowToken(session: Session, serverUrl: string, token: string): void {
  const { host } = new URL(serverUrl);
  session.webRequest.onBeforeSendHeaders(({ url, requestHeaders }, proceed) => {
    const to = new URL(url);
    const own = to.host === host && (to.protocol === 'http:' || to.protocol === 'ws:');
    proceed({ requestHeaders: own ? { ...requestHeaders, Authorization: `Bearer ${token}` } : requestHeaders });
  });
}
