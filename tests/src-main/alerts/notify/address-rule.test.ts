import { describe, expect, test } from 'vitest';
import { isLocalAddress } from '../../../../src-main/alerts/notify/address-rule.ts';

describe('an address that only the owner’s leave opens', () => {
  test.each([
    '127.0.0.1',
    '127.255.0.9',
    '0.0.0.0',
    '169.254.169.254',
    '169.254.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '224.0.0.251',
    '255.255.255.255',
    '::',
    '::1',
    '[::1]',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'ff02::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::169.254.169.254',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    'localhost',
    '',
  ])('%s', (address) => {
    expect(isLocalAddress(address)).toBe(true);
  });
});

test('this machine’s own addresses on its networks are local, in every form, as long as it has them', () => {
  const own = ['192.168.1.10', '172.17.0.1', 'fd12:3456::1', 'fe80::5'];
  const asked = ['192.168.1.10', '172.17.0.1', '[fd12:3456::1]', '::ffff:192.168.1.10', '64:ff9b::c0a8:10a'];
  expect(asked.map((address) => isLocalAddress(address, () => own))).toEqual([true, true, true, true, true]);
  expect(asked.map((address) => isLocalAddress(address, () => []))).toEqual([false, false, false, false, false]);
  expect(isLocalAddress('192.168.1.11', () => own)).toBe(false);
});

describe('an ordinary address', () => {
  test.each([
    '192.168.1.10',
    '10.0.0.1',
    '172.16.5.5',
    '100.64.0.1',
    '8.8.8.8',
    '169.253.1.1',
    '2001:db8::1',
    'fd12:3456::1',
    '::ffff:192.168.1.1',
    '64:ff9b::808:808',
    '2002:808:808::1',
  ])('%s', (address) => {
    expect(isLocalAddress(address)).toBe(false);
  });
});
