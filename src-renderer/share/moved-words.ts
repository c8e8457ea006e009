import type { Scheme } from '../../src-shared/protocol/events.ts';

/** What has happened to the address of a page that is cut off by it. */
export function movedWords(scheme: Scheme): string {
  return scheme === 'https'
    ? 'Encryption was turned on. This page goes on at its encrypted address; where the browser warns, compare the fingerprint that the Share panel shows on the machine itself.'
    : 'Encryption was turned off. This page goes on at its address without it, where this device must be paired anew.';
}

/** The same page by the other scheme. */
export function movedAddress(scheme: Scheme, href: string): string {
  return href.replace(/^https?:/u, `${scheme}:`);
}
