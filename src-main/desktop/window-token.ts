import { randomBytes } from 'node:crypto';
import type { Session } from 'electron';

/** A new secret for the window's requests: 256 random bits, base64url. */
export function createWindowToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Adds the token to what the session sends to the server that the window shows, HTTP and WebSocket, and to nothing else;
 * what is encrypted there is not sent in the clear. This happens in the main process, after the page has let go of the request, so no script can read the token.
 * @param serverUrl address of the server, `http://127.0.0.1:4780`
 */
export function sendWindowToken(session: Session, serverUrl: string, token: () => string | null): void {
  const { host, protocol } = new URL(serverUrl);
  const schemes = protocol === 'https:' ? ['https:', 'wss:'] : ['http:', 'ws:'];
  session.webRequest.onBeforeSendHeaders(({ url, requestHeaders }, proceed) => {
    const to = new URL(url);
    const isShown = to.host === host && schemes.includes(to.protocol);
    const secret = isShown ? token() : null;
    const added = secret === null ? {} : { Authorization: `Bearer ${secret}` };
    proceed({ requestHeaders: { ...requestHeaders, ...added } });
  });
}
