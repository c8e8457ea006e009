import { BlockList, isIP } from 'node:net';
import { bareHost } from '../bare-host.ts';

const loopback6 = new BlockList();
loopback6.addAddress('::1', 'ipv6');
// It matches these inside IPv6 too, however they are written there.
loopback6.addSubnet('127.0.0.0', 8, 'ipv4');

/** An address as people write it: what came as IPv4 through an IPv6 socket is IPv4. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/iu, '');
}

/** True for 127.0.0.0/8 and ::1, also as an IPv4 address inside IPv6. */
export function isLoopbackAddress(address: string): boolean {
  const plain = plainAddress(address);
  const family = isIP(plain);
  // IPv4 has one way to be written, and is asked about with each request.
  if (family === 4) return plain.startsWith('127.');
  return family === 6 && loopback6.check(plain, 'ipv6');
}

/** True for names and addresses that can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  const bare = bareHost(host);
  return bare === 'localhost' || bare.endsWith('.localhost') || isLoopbackAddress(bare);
}
