import { expect, test } from 'vitest';
import { addressKey } from '../../../src-main/limits/address-key.ts';

test("on this machine's own networks each address counts by itself, for all devices there share the network", () => {
  const networks = new Set([addressKey('2001:db8:1:2::1'), addressKey('fe80::1')]);
  const own = () => networks;
  expect(addressKey('2001:db8:1:2::6', own)).toBe('2001:db8:1:2::6');
  expect(addressKey('fe80::9%eth0', own)).toBe('fe80::9');
  expect(addressKey('2001:db8:1:3::6', own)).toBe('2001:db8:1:3::/64');
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '::1'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['', ''],
])('%s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test("this machine's networks are not looked at for an IPv4 address", () => {
  const own = () => {
    throw new Error('They were looked at.');
  };
  expect(addressKey('192.0.2.7', own)).toBe('192.0.2.7');
  expect(() => addressKey('2001:db8::7', own)).toThrow();
});
