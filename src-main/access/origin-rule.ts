import type { IncomingHttpHeaders } from 'node:http';

/** True where an Origin header is absent or names exactly the scheme, host and port that this request was sent to. */
export function isOwnOrigin(headers: IncomingHttpHeaders, scheme: 'http' | 'https'): boolean {
  const { origin, host } = headers;
  return origin === undefined || (host !== undefined && origin.toLowerCase() === `${scheme}://${host.toLowerCase()}`);
}

/** True where the browser itself says that another site caused the request. */
export function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}

/** True where the browser says which page, if any, caused the request; what it says is for the other rules to judge. */
export function saysWhereFrom(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}

/** True for a request that a browser sent: its cookies and Sec-Fetch headers give it away. */
export function looksLikeBrowser(headers: IncomingHttpHeaders): boolean {
  return headers.cookie !== undefined || Object.keys(headers).some((name) => name.startsWith('sec-fetch-'));
}
