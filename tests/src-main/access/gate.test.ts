import { describe, expect, test } from 'vitest';
import { admit, admitUpgrade, type Arrival } from '../../../src-main/access/gate.ts';
import { isAllowedHost, parseHost } from '../../../src-main/access/host-rule.ts';
import { isLoopbackAddress } from '../../../src-main/access/loopback.ts';
import type { AccessRules } from '../../../src-main/access/principal.ts';

const rules: AccessRules = { loopbackRole: 'operator', windowToken: null };
const token = 'w'.repeat(43);

function arrival(headers: Arrival['headers'] = {}, remoteAddress = '127.0.0.1'): Arrival {
  return { headers: { host: '127.0.0.1:4780', ...headers }, remoteAddress, localAddress: '127.0.0.1', scheme: 'http' };
}

describe('the gate', () => {
  test('takes a program on this machine for an operator', () => {
    expect(admit(arrival(), 'operator', rules)).toEqual({ role: 'operator', owner: 'loopback' });
    expect(admit(arrival({}, '::ffff:127.0.0.1'), 'operator', rules)?.role).toBe('operator');
  });

  test('gives this machine the role that the owner set', () => {
    expect(admit(arrival(), 'viewer', { ...rules, loopbackRole: 'viewer' })?.role).toBe('viewer');
    expect(() => admit(arrival(), 'operator', { ...rules, loopbackRole: 'viewer' })).toThrow('Only an operator');
    expect(() => admit(arrival(), 'viewer', { ...rules, loopbackRole: 'none' })).toThrow('session');
  });

  test('knows the desktop window by its token, whatever the role of this machine', () => {
    const strict: AccessRules = { loopbackRole: 'none', windowToken: token };
    const named = { authorization: `Bearer ${token}` };
    expect(admit(arrival(named), 'operator', strict)).toEqual({ role: 'operator', owner: 'window' });
    expect(() => admit(arrival({ authorization: `Bearer ${'v'.repeat(43)}` }), 'viewer', strict)).toThrow('session');
    expect(() => admit(arrival(named), 'viewer', { ...strict, windowToken: null })).toThrow('session');
  });

  test.each(['evil.example', 'evil.example:4780', '127.0.0.1.evil.example', '', 'a b', '[::1', 'user@localhost'])(
    'refuses the host %j, on open routes too',
    (host) => {
      expect(() => admit(arrival({ host }), 'open', rules)).toThrow('host name');
    },
  );

  test.each(['127.0.0.1', 'localhost:4780', '[::1]:4780', 'LOCALHOST', 'app.localhost'])('answers to %s', (host) => {
    expect(admit(arrival({ host }), 'viewer', rules)?.role).toBe('operator');
  });

  test.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'])(
    'refuses what a proxy marks by %s',
    (name) => {
      expect(() => admit(arrival({ [name]: '10.0.0.9' }), 'viewer', rules)).toThrow('proxy');
      expect(admit(arrival({ [name]: '10.0.0.9' }), 'open', rules)).toBeNull();
    },
  );

  test('does not take another machine for this one', () => {
    expect(() => admit(arrival({}, '192.168.1.7'), 'viewer', rules)).toThrow('session');
  });

  test.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:4780',
    'http://127.0.0.1:4781',
    'http://localhost:4780',
  ])('refuses the origin %s', (origin) => {
    expect(() => admit(arrival({ origin }), 'viewer', rules)).toThrow('Another site');
    expect(() => admitUpgrade(arrival({ origin }), rules)).toThrow('Another site');
  });

  test('lets its own page in', () => {
    const own = { origin: 'http://127.0.0.1:4780', 'sec-fetch-site': 'same-origin' };
    expect(admitUpgrade(arrival(own), rules).role).toBe('operator');
  });

  test('lets a program upgrade without an origin, but no browser', () => {
    expect(admitUpgrade(arrival(), rules).role).toBe('operator');
    expect(() => admitUpgrade(arrival({ cookie: 'a=b' }), rules)).toThrow('origin');
    expect(() => admitUpgrade(arrival({ 'sec-fetch-mode': 'websocket' }), rules)).toThrow('origin');
  });
});

describe('hosts and addresses', () => {
  test('a listener answers to the name of its machine and to its own address', () => {
    const host = (text: string) => parseHost(text) ?? { name: '', port: '' };
    expect(isAllowedHost(host('nas:4780'), '192.168.1.2', 'nas')).toBe(true);
    expect(isAllowedHost(host('nas.local'), '192.168.1.2', 'NAS')).toBe(true);
    expect(isAllowedHost(host('192.168.1.2'), '::ffff:192.168.1.2', 'nas')).toBe(true);
    expect(isAllowedHost(host('192.168.1.3'), '192.168.1.2', 'nas')).toBe(false);
  });

  test('loopback is 127.0.0.0/8 and ::1 and nothing that looks like it', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
      expect(isLoopbackAddress(address)).toBe(true);
    for (const address of ['128.0.0.1', '::2', '127.0.0.1.evil', '']) expect(isLoopbackAddress(address)).toBe(false);
  });
});
