import { describe, expect, test } from 'vitest';
import { arrivalAt, type Arrival } from '../../../src-main/access/arrival.ts';
import { admit, admitUpgrade } from '../../../src-main/access/gate.ts';
import { isAllowedHost, parseHost } from '../../../src-main/access/host-rule.ts';
import { isLoopbackAddress } from '../../../src-main/access/loopback.ts';
import { trustProxies } from '../../../src-main/access/trusted-proxies.ts';
import { accessRules, principalOf } from '../../support/access.ts';

const rules = accessRules();
const token = 'w'.repeat(43);

function arrival(
  headers: Arrival['headers'] = {},
  remoteAddress = '127.0.0.1',
  trusted: readonly string[] = [],
): Arrival {
  const socket = { remoteAddress, localAddress: '127.0.0.1', localPort: 4780 };
  return arrivalAt({ headers: { host: '127.0.0.1:4780', ...headers }, socket }, trustProxies(trusted));
}

describe('the gate', () => {
  test('takes a program on this machine for an operator', () => {
    expect(admit(arrival(), 'operator', rules)?.principal).toEqual(principalOf('operator', 'loopback'));
    expect(admit(arrival({}, '::ffff:127.0.0.1'), 'operator', rules)?.principal.role).toBe('operator');
  });

  test('gives this machine the role that the owner set', () => {
    expect(admit(arrival(), 'viewer', { ...rules, loopbackRole: 'viewer' })?.principal.role).toBe('viewer');
    expect(() => admit(arrival(), 'operator', { ...rules, loopbackRole: 'viewer' })).toThrow('Only an operator');
    expect(() => admit(arrival(), 'viewer', { ...rules, loopbackRole: 'none' })).toThrow('session');
  });

  test('takes nobody for this machine who speaks the HTTP of 1996, as proxies do that nobody told to say whom they pass on', () => {
    const old = { ...arrival(), httpVersion: '1.0' };
    expect(() => admit(old, 'viewer', rules)).toThrow('A proxy passed this request on');
    expect(admit({ ...old, httpVersion: '1.1' }, 'viewer', rules)?.principal.owner).toBe('loopback');
    expect(admit(old, 'open', rules)).toBeNull();
  });

  test('knows the desktop window on this machine only', () => {
    const strict = accessRules({ windowToken: token });
    const far = arrival({ authorization: `Bearer ${token}` }, '192.0.2.7');
    expect(() => admit(far, 'viewer', strict)).toThrow('session');
  });

  test('knows the desktop window by its token, whatever the role of this machine', () => {
    const strict = accessRules({ loopbackRole: 'none', windowToken: token });
    const named = { authorization: `Bearer ${token}` };
    expect(admit(arrival(named), 'operator', strict)?.principal).toEqual(principalOf('operator', 'window'));
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
    expect(admit(arrival({ host }), 'viewer', rules)?.principal.role).toBe('operator');
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
    expect(admitUpgrade(arrival(own), rules).principal.role).toBe('operator');
  });

  test('lets a program upgrade without an origin, but no browser', () => {
    expect(admitUpgrade(arrival(), rules).principal.role).toBe('operator');
    expect(() => admitUpgrade(arrival({ cookie: 'a=b' }), rules)).toThrow('origin');
    expect(() => admitUpgrade(arrival({ 'sec-fetch-mode': 'websocket' }), rules)).toThrow('origin');
  });
});

describe('behind a proxy that the owner trusts', () => {
  const closed = accessRules({ needsSession: () => true });
  const through = (headers: Arrival['headers'] = {}) =>
    arrival(
      {
        'x-forwarded-for': '192.168.1.7',
        'x-forwarded-host': 'pulse.example',
        'x-forwarded-proto': 'https',
        ...headers,
      },
      '127.0.0.1',
      ['127.0.0.1'],
    );

  test('somebody without a session is nobody, as everywhere, and is not told of proxies', () => {
    expect(() => admit(through(), 'viewer', closed)).toThrow('session');
    expect(() => admit(through({ 'x-forwarded-for': '127.0.0.1' }), 'viewer', closed)).toThrow('session');
  });

  test('the page’s own origin is the one that the client sees', () => {
    const from = (origin: string) => () => admit(through({ origin }), 'viewer', closed);
    expect(from('https://pulse.example')).toThrow('session');
    expect(from('http://pulse.example')).toThrow('Another site');
    expect(from('http://127.0.0.1:4780')).toThrow('Another site');
  });

  test('the proxy itself must have used a name of this server', () => {
    expect(() => admit(through({ host: 'evil.example' }), 'open', closed)).toThrow('host name');
    expect(() => admit(through({ 'x-forwarded-host': 'a b' }), 'open', closed)).toThrow('host name');
  });
});

describe('hosts and addresses', () => {
  test('a listener answers to the name of its machine and to its own address', () => {
    const host = (text: string) => parseHost(text) ?? { name: '', port: '' };
    expect(isAllowedHost(host('nas:4780'), '192.168.1.2', [], 'nas')).toBe(true);
    expect(isAllowedHost(host('nas.local'), '192.168.1.2', [], 'NAS')).toBe(true);
    expect(isAllowedHost(host('192.168.1.2'), '::ffff:192.168.1.2', [], 'nas')).toBe(true);
    expect(isAllowedHost(host('[fd00::2]:4780'), 'fd00::2', [], 'nas')).toBe(true);
    expect(isAllowedHost(host('192.168.1.3'), '192.168.1.2', [], 'nas')).toBe(false);
  });

  test('a listener answers to the names its owner gives it, whatever the case', () => {
    const host = (text: string) => parseHost(text) ?? { name: '', port: '' };
    expect(isAllowedHost(host('Pulse.example.com'), '192.168.1.2', ['pulse.Example.com'], 'nas')).toBe(true);
    expect(isAllowedHost(host('x.pulse.example.com'), '192.168.1.2', ['pulse.example.com'], 'nas')).toBe(false);
  });

  test.each(['localhost', '127.0.0.1:4780', '[::1]'])('on the network nobody is answered under %s', (name) => {
    const host = parseHost(name) ?? { name: '', port: '' };
    expect(isAllowedHost(host, '192.168.1.2', [], 'nas')).toBe(false);
    expect(isAllowedHost(host, undefined, [], 'nas')).toBe(false);
    expect(isAllowedHost(host, '::ffff:127.0.0.1', [], 'nas')).toBe(true);
  });

  test('loopback is 127.0.0.0/8 and ::1 and nothing that looks like it', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:0:0:1'])
      expect(isLoopbackAddress(address)).toBe(true);
    for (const address of ['128.0.0.1', '::2', '127.0.0.1.evil', '']) expect(isLoopbackAddress(address)).toBe(false);
  });
});
