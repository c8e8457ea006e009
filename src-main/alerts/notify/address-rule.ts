import { BlockList, isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { bareHost } from '../../bare-host.ts';

/**
 * Addresses that a webhook must not reach unless the owner allows it: this machine, its link, and the services by which
 * clouds hand out credentials. Ordinary addresses of the LAN are not among them.
 */
const local = new BlockList();
local.addSubnet('0.0.0.0', 8, 'ipv4'); // "this host" (RFC 1122); Linux connects to itself
local.addSubnet('127.0.0.0', 8, 'ipv4'); // loopback
local.addSubnet('169.254.0.0', 16, 'ipv4'); // link-local, 169.254.169.254 among them
local.addSubnet('224.0.0.0', 4, 'ipv4'); // multicast
local.addSubnet('240.0.0.0', 4, 'ipv4'); // reserved, broadcast
local.addAddress('100.100.100.200', 'ipv4'); // metadata of Alibaba Cloud
local.addAddress('168.63.129.16', 'ipv4'); // host services of Azure
local.addAddress('192.0.0.192', 'ipv4'); // metadata of Oracle Cloud
local.addAddress('::', 'ipv6');
local.addAddress('::1', 'ipv6');
local.addSubnet('fe80::', 10, 'ipv6'); // link-local
local.addSubnet('fec0::', 10, 'ipv6'); // site-local, withdrawn
local.addSubnet('ff00::', 8, 'ipv6'); // multicast
local.addAddress('fd00:ec2::254', 'ipv6'); // metadata of AWS
local.addAddress('fd20:ce::254', 'ipv6'); // metadata of Google Cloud

/** Ranges whose addresses carry an IPv4 address: prefix length and the 16-bit group in which that begins. */
const carriers = [
  { range: rangeOf('::', 96), group: 6 }, // IPv4-compatible
  { range: rangeOf('::ffff:0:0', 96), group: 6 }, // IPv4-mapped
  { range: rangeOf('::ffff:0:0:0', 96), group: 6 }, // IPv4-translated (RFC 2765)
  { range: rangeOf('64:ff9b::', 96), group: 6 }, // NAT64 (RFC 6052)
  { range: rangeOf('64:ff9b:1::', 48), group: 6 }, // local NAT64 (RFC 8215)
  { range: rangeOf('2002::', 16), group: 1 }, // 6to4
];

/** The addresses that this machine has on its networks now, those of bridges to containers among them. */
type OwnAddresses = () => readonly string[];

const ownAddresses: OwnAddresses = () =>
  Object.values(networkInterfaces()).flatMap((infos = []) => infos.map(({ address }) => address));

/**
 * True for an address that only the owner's leave opens; also for text that is no address.
 * @param own asked each time: networks come and go
 */
export function isLocalAddress(address: string, own: OwnAddresses = ownAddresses): boolean {
  const text = bareHost(address).replace(/%.*$/u, '');
  if (isIP(text) === 0) return true;
  const mine = listOf(own());
  const refuses = (one: string, family: 'ipv4' | 'ipv6') => local.check(one, family) || mine.check(one, family);
  if (!isIPv6(text)) return refuses(text, 'ipv4');
  if (refuses(text, 'ipv6')) return true;
  const carrier = carriers.find(({ range }) => range.check(text, 'ipv6'));
  return carrier !== undefined && refuses(carriedAddress(text, carrier.group), 'ipv4');
}

function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const address of addresses) list.addAddress(address.replace(/%.*$/u, ''), isIPv6(address) ? 'ipv6' : 'ipv4');
  return list;
}

function rangeOf(prefix: string, bits: number): BlockList {
  const range = new BlockList();
  range.addSubnet(prefix, bits, 'ipv6');
  return range;
}

function carriedAddress(text: string, group: number): string {
  const groups = groupsOf(text);
  const high = groups[group] ?? 0;
  const low = groups[group + 1] ?? 0;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of an IPv6 address; the URL parser writes all its forms in one. */
function groupsOf(text: string): readonly number[] {
  const plain = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const front = numbers(head);
  if (tail === undefined) return front;
  const back = numbers(tail);
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
}
