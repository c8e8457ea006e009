import { expect, test } from 'vitest';
import { lanAddresses, type Interfaces } from '../../../src-main/sharing/lan-addresses.ts';

function made(entries: Readonly<Record<string, readonly string[]>>): Interfaces {
  return Object.fromEntries(
    Object.entries(entries).map(([name, addresses]) => [
      name,
      addresses.map((address) =>
        address.includes(':')
          ? { family: 'IPv6', address, netmask: '', mac: '', internal: false, cidr: null, scopeid: 0 }
          : { family: 'IPv4', address, netmask: '', mac: '', internal: false, cidr: null },
      ),
    ]),
  );
}

const home = made({
  lo: ['127.0.0.1', '::1'],
  docker0: ['172.17.0.1'],
  tun0: ['100.64.3.2'],
  eth0: ['2001:db8::7', 'fe80::1', 'fd00::2'],
  wlan0: ['192.168.1.20', '169.254.9.9'],
});

test('the address that a phone at home most likely reaches comes first, containers last', () => {
  expect(lanAddresses('::', home)).toEqual([
    { address: '192.168.1.20', via: 'wlan0' },
    { address: '100.64.3.2', via: 'tun0' },
    { address: '2001:db8::7', via: 'eth0' },
    { address: 'fd00::2', via: 'eth0' },
    { address: '172.17.0.1', via: 'docker0' },
  ]);
});

test('a listener on one address shares that, one on all IPv4 addresses those', () => {
  expect(lanAddresses('fd00::2', home)).toEqual([{ address: 'fd00::2', via: 'eth0' }]);
  expect(lanAddresses('0.0.0.0', home).map(({ via }) => via)).toEqual(['wlan0', 'tun0', 'docker0']);
  expect(lanAddresses('192.168.1.99', home)).toEqual([]);
});

test('a machine without a network has none', () => {
  expect(lanAddresses('::', made({ lo: ['127.0.0.1', '::1'] }))).toEqual([]);
});
