import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isLoopbackAddress } from '../access/loopback.ts';

/** An address of this machine that others on its networks may reach; `via` names the network interface. */
export interface LanAddress {
  readonly address: string;
  readonly via: string;
}

/** What the operating system says of its interfaces. */
export type Interfaces = ReturnType<typeof networkInterfaces>;

/** Addresses that mean something on one cable only. */
const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');

/** Addresses that home and office networks give out. */
const privateNetworks = new BlockList();
privateNetworks.addSubnet('10.0.0.0', 8, 'ipv4');
privateNetworks.addSubnet('172.16.0.0', 12, 'ipv4');
privateNetworks.addSubnet('192.168.0.0', 16, 'ipv4');

/** Bridges to containers and virtual machines of this very machine: no phone gets there. */
const inner = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|podman|vEthernet)/u;

/**
 * The addresses that can be shared, the likeliest to be reached first: IPv4 of a private network, other IPv4, IPv6, and
 * last what leads to containers.
 * @param host only what a listener on this address would take; `0.0.0.0` means every IPv4 address, `::` all
 */
export function lanAddresses(host = '::', interfaces: Interfaces = networkInterfaces()): LanAddress[] {
  return Object.entries(interfaces)
    .flatMap(([via, infos = []]) => infos.map(({ address }) => ({ address, via })))
    .filter(({ address }) => isShareable(address) && takes(host, address))
    .sort((one, other) => rank(one) - rank(other));
}

function isShareable(address: string): boolean {
  return !isLoopbackAddress(address) && !linkLocal.check(address, familyOf(address));
}

function takes(host: string, address: string): boolean {
  return host === '::' || host === address || (host === '0.0.0.0' && isIP(address) === 4);
}

function rank({ address, via }: LanAddress): number {
  const family = familyOf(address);
  const ofFamily = family === 'ipv6' ? 2 : privateNetworks.check(address, family) ? 0 : 1;
  return ofFamily + (inner.test(via) ? 3 : 0);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
