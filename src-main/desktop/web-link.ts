import { isIP } from 'node:net';
import { bareHost } from '../bare-host.ts';

/** Longer ones are nobody's link. */
const longest = 2_000;

/**
 * True for a link to a web site: encrypted, by name, without a user. Other schemes start programs, addresses and bare names
 * lead into the network of the machine.
 */
export function isWebLink(url: string): boolean {
  if (url.length > longest || !URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  const isNamed = isIP(bareHost(hostname)) === 0 && /\.[a-z][a-z\d-]*\.?$/u.test(hostname);
  return protocol === 'https:' && isNamed && username === '' && password === '';
}
