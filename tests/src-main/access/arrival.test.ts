import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { arrivalAt } from '../../../src-main/access/arrival.ts';
import { clientOf, isAddressRange, trustProxies } from '../../../src-main/access/trusted-proxies.ts';

const socket = { remoteAddress: '127.0.0.1', localAddress: '127.0.0.1', localPort: 4780 };
const forwarded = {
  host: '127.0.0.1:4780',
  'x-forwarded-for': '203.0.113.5, 192.168.1.7',
  'x-forwarded-host': 'pulse.example',
  'x-forwarded-proto': 'https',
};

const arrive = (headers: IncomingHttpHeaders, trusted: readonly string[] = [], more: object = {}) =>
  arrivalAt({ headers, socket: { ...socket, ...more } }, trustProxies(trusted));

describe('where a request came from', () => {
  test('is what the socket says, whatever its headers claim', () => {
    for (const trusted of [[], ['10.0.0.0/8'], ['127.0.0.2']]) {
      const { remoteAddress, scheme, headers, isByProxy } = arrive(forwarded, trusted);
      expect([remoteAddress, scheme, headers.host, isByProxy]).toEqual(['127.0.0.1', 'http', '127.0.0.1:4780', false]);
    }
    expect(arrive({ host: 'a' }, [], { encrypted: true }).scheme).toBe('https');
  });

  test('is what a trusted proxy says', () => {
    const { remoteAddress, scheme, headers, reachedHost, isByProxy } = arrive(forwarded, ['127.0.0.0/8']);
    expect([remoteAddress, scheme, headers.host]).toEqual(['192.168.1.7', 'https', 'pulse.example']);
    expect([reachedHost, isByProxy]).toEqual(['127.0.0.1:4780', true]);
    expect(arrive({ host: 'a' }, ['127.0.0.1']).isByProxy).toBe(false);
  });

  test('is the socket’s where a trusted proxy is silent or writes nonsense', () => {
    const { remoteAddress, scheme, headers } = arrive(
      { host: '127.0.0.1:4780', 'x-forwarded-for': 'unknown', 'x-forwarded-proto': 'gopher', 'x-forwarded-host': '' },
      ['127.0.0.1'],
    );
    expect([remoteAddress, scheme, headers.host]).toEqual(['127.0.0.1', 'http', '127.0.0.1:4780']);
  });

  test('takes the host of HTTP/2 from where that has it', () => {
    const { headers, reachedHost } = arrive({ ':authority': 'nas:4780' });
    expect([headers.host, reachedHost]).toEqual(['nas:4780', 'nas:4780']);
  });

  test.each([
    ['http://evil.example/api', 'evil.example'],
    ['http://evil.example', 'evil.example'],
    ['file:///etc/passwd', ''],
    ['/http://evil.example/', 'nas:4780'],
    ['*', 'nas:4780'],
  ])('takes the host of %s for %j, whatever the Host header says', (url, host) => {
    const arrival = arrivalAt({ url, headers: { host: 'nas:4780' }, socket }, trustProxies([]));
    expect([arrival.headers.host, arrival.reachedHost]).toEqual([host, host]);
  });
});

describe('the client of a chain of proxies', () => {
  test.each([
    ['', '127.0.0.1'],
    ['192.168.1.7', '192.168.1.7'],
    ['1.2.3.4, 192.168.1.7', '192.168.1.7'],
    ['1.2.3.4, 192.168.1.7, 10.0.0.2', '192.168.1.7'],
    ['10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['evil, 10.0.0.2', '10.0.0.2'],
    ['127.0.0.1, 192.168.1.7', '192.168.1.7'],
    ['192.168.1.7:5000', '192.168.1.7'],
    ['[2001:db8::1]:5000', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['1.2.3.4,', '127.0.0.1'],
  ])('%j is %s', (header, client) => {
    expect(clientOf(header, '127.0.0.1', trustProxies(['127.0.0.1', '10.0.0.0/8']))).toBe(client);
  });

  test('ranges are addresses, alone or with bits', () => {
    for (const good of ['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/64'])
      expect([good, isAddressRange(good)]).toEqual([good, true]);
    for (const bad of ['', 'nginx', '10.0.0.0/33', '10.0.0.0/', '::/129', '10.0.0.0/8/8', '10.0.0.0/255.0.0.0']) {
      expect([bad, isAddressRange(bad)]).toEqual([bad, false]);
    }
  });
});
