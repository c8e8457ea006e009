import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Groups of an IPv6 address that a network hands out to one subscriber: 64 bits. */
const networkGroups = 4;

const none = (): ReadonlySet<string> => new Set();

/**
 * What an address counts as. A device has one IPv4 address, but as many IPv6 addresses of its network as it likes: those
 * count as one. On this machine's own networks each address counts by itself, as there all devices have the same network:
 * one that asks too much must not stand for the others. IPv4 inside IPv6 is IPv4; what is no address counts as itself.
 * @param own the networks that this machine is part of, as this function names them, asked for IPv6 only. Default: none
 */
export function addressKey(address: string, own = none): string {
  const [bare = ''] = address.split('%');
  // Looked at first: Node's own look takes as long as a whole request where it is the first of a process.
  if (!bare.includes(':') || !isIPv6(bare)) return bare;
  // As the standard of URLs writes it, in which nothing is dotted: the parser knows that form in mapped addresses only.
  const parsed = ipaddr.process(new URL(`http://[${bare}]`).hostname.slice(1, -1));
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const network = parsed.parts.slice(0, networkGroups).map((group) => group.toString(16));
  // All of this machine's own is ::1, and no network.
  if (network.every((group) => group === '0')) return bare;
  const key = `${network.join(':')}::/64`;
  return own().has(key) ? bare : key;
}
