import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';

/** True for the address of a proxy whose forwarding headers count. */
export type IsTrusted = (address: string) => boolean;

/** True for an address, or a range of addresses such as `10.0.0.0/8` or `fd00::/64`. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** @param ranges see {@link isAddressRange}; none trusts nobody */
export function trustProxies(ranges: readonly string[]): IsTrusted {
  const isIn = proxyAddr.compile([...ranges]);
  return (address) => isIn(address, 0);
}

/**
 * Whom a chain of proxies speaks for: each has written at the end whom it heard, so the first from the right that is no
 * proxy of ours is the client; what stands before it may be anybody's invention.
 * @param forwarded the header `X-Forwarded-For`
 * @param peer address at the other end of the socket, a trusted proxy
 */
export function clientOf(forwarded: string, peer: string, isTrusted: IsTrusted): string {
  let client = peer;
  for (const entry of forwarded.split(',').reverse()) {
    const address = bareAddress(entry.trim());
    // Who wrote no address is itself the last that is known.
    if (isIP(address) === 0) break;
    client = address;
    if (!isTrusted(address)) break;
  }
  return client;
}

/** Some proxies write the port too: `192.0.2.1:5000`, `[2001:db8::1]:5000`. */
function bareAddress(entry: string): string {
  const match = /^\[([^\]]*)\](?::\d+)?$/u.exec(entry) ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/u.exec(entry);
  return match?.[1] ?? entry;
}
