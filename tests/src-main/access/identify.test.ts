import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../../src-main/access/arrival.ts';
import { admit } from '../../../src-main/access/gate.ts';
import { identify, isCurrent, sessionPrincipal } from '../../../src-main/access/principal.ts';
import type { Session } from '../../../src-main/access/session.ts';
import { accessRules, principalOf } from '../../support/access.ts';

const ownerToken = 'o'.repeat(43);
const token = 's'.repeat(43);
const session: Session = {
  id: 'session-one',
  tokenHash: 'h'.repeat(43),
  name: 'Kitchen tablet',
  device: 'Chrome on Android',
  kind: 'browser',
  role: 'viewer',
  address: null,
  pairedAt: 0,
  lastSeenAt: 0,
};

/** Rules where one session is known by its token; `seen` fills with those who were let in. */
function rulesWith(one: Session, more: Parameters<typeof accessRules>[0] = {}) {
  const seen: unknown[] = [];
  const rules = accessRules({
    ownerToken,
    sessions: {
      instance: 'test',
      find: (text) => (text === token ? one : null),
      get: (id) => (id === one.id ? one : null),
      seen: (id, address) => seen.push([id, address]),
    },
    ...more,
  });
  return { rules, seen };
}

function from(remoteAddress: string, localAddress: string, headers: Arrival['headers'] = {}, method = 'GET'): Arrival {
  const host = `${localAddress}:4780`;
  return {
    method,
    headers: { host, ...headers },
    remoteAddress,
    localAddress,
    localPort: 4780,
    scheme: 'http',
    reachedHost: host,
    isByProxy: false,
  };
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const cookie = { cookie: `lanpulse_4780=${token}` };

describe("the owner's secret", () => {
  const { rules } = rulesWith(session, { needsSession: () => true });
  const who = (arrival: Arrival) => identify(arrival, rules)?.principal ?? null;

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['192.168.1.2', '192.168.1.2'],
  ])('is good from %s to %s, which is this machine', (remote, local) => {
    expect(who(from(remote, local, bearer(ownerToken)))).toEqual(principalOf('operator', 'cli'));
  });

  test.each([
    ['192.168.1.7', '192.168.1.2', {}],
    ['192.168.1.7', '127.0.0.1', {}],
    ['127.0.0.1', '127.0.0.1', { 'x-forwarded-for': '192.168.1.7' }],
    ['192.168.1.2', '192.168.1.2', { via: '1.1 proxy' }],
  ])('is nothing from %s to %s with %o', (remote, local, headers) => {
    expect(who(from(remote, local, { ...bearer(ownerToken), ...headers }))).toBeNull();
  });
});

describe('a session', () => {
  test('is known by its cookie or its token, from anywhere', () => {
    const { rules } = rulesWith(session);
    const principal = {
      role: 'viewer',
      owner: 'session:session-one',
      sessionId: 'session-one',
      name: 'Kitchen tablet',
    };
    expect(identify(from('192.168.1.7', '192.168.1.2', cookie), rules)).toEqual({
      principal,
      by: 'cookie',
      cookie: token,
    });
    expect(identify(from('192.168.1.7', '192.168.1.2', bearer(token)), rules)).toEqual({
      principal,
      by: 'token',
      cookie: null,
    });
  });

  test('by the local link is good on this machine only', () => {
    const { rules } = rulesWith({ ...session, kind: 'local' });
    for (const proof of [cookie, bearer(token)]) {
      expect(identify(from('127.0.0.1', '127.0.0.1', proof), rules)?.principal.owner).toBe('local:session-one');
      expect(identify(from('192.168.1.7', '192.168.1.2', proof), rules)).toBeNull();
    }
  });

  test('is one of the port that it was given on', () => {
    const { rules } = rulesWith(session);
    const other = { ...from('192.168.1.7', '192.168.1.2', cookie), localPort: 4781 };
    expect(identify(other, rules)).toBeNull();
  });

  test('takes away what the place alone would give: who comes as a viewer is one', () => {
    const { rules } = rulesWith(session);
    expect(identify(from('127.0.0.1', '127.0.0.1', cookie), rules)?.principal.role).toBe('viewer');
  });

  test('counts as used when it is let in, and not when it is refused', () => {
    const { rules, seen } = rulesWith(session);
    const foreign = { ...cookie, origin: 'http://evil.example' };
    expect(() => admit(from('192.168.1.7', '192.168.1.2', foreign), 'viewer', rules)).toThrow('Another site');
    expect(() => admit(from('192.168.1.7', '192.168.1.2', cookie), 'operator', rules)).toThrow('Only an operator');
    expect(seen).toEqual([]);
    admit(from('192.168.1.7', '192.168.1.2', cookie), 'viewer', rules);
    expect(seen).toEqual([['session-one', '192.168.1.7']]);
  });
});

describe('this machine', () => {
  test('is nobody without a session while it needs one', () => {
    const needs = { now: false };
    const { rules } = rulesWith(session, { needsSession: () => needs.now });
    const here = from('127.0.0.1', '127.0.0.1');
    const loopback = identify(here, rules)?.principal ?? principalOf('viewer', 'nobody');
    expect(loopback).toEqual(principalOf('operator', 'loopback'));
    expect(isCurrent(loopback, rules)).toBe(true);
    needs.now = true;
    expect(identify(here, rules)).toBeNull();
    expect(isCurrent(loopback, rules)).toBe(false);
  });

  test('is nobody by an address of its own on the network, where it brings no secret', () => {
    const { rules } = rulesWith(session);
    expect(identify(from('192.168.1.2', '192.168.1.2'), rules)).toBeNull();
  });

  test('is not taken for itself where it brings a token that nobody knows', () => {
    const { rules } = rulesWith(session);
    for (const text of ['w'.repeat(43), '', 'x y', session.tokenHash]) {
      expect(identify(from('127.0.0.1', '127.0.0.1', bearer(text)), rules)).toBeNull();
    }
    // What is no bearer token says nothing of who asks.
    const basic = { authorization: 'Basic dXNlcjpwYXNz' };
    expect(identify(from('127.0.0.1', '127.0.0.1', basic), rules)?.principal.owner).toBe('loopback');
  });
});

test('whoever has lost their session or their role is not current', () => {
  const { rules } = rulesWith(session);
  expect(isCurrent(sessionPrincipal(session), rules)).toBe(true);
  expect(isCurrent(sessionPrincipal({ ...session, role: 'operator' }), rules)).toBe(false);
  expect(isCurrent(sessionPrincipal({ ...session, id: 'session-two' }), rules)).toBe(false);
  expect(isCurrent(principalOf('operator', 'window'), rules)).toBe(true);
});

test('an open route tells a page of another site no more than a stranger', () => {
  const { rules } = rulesWith(session);
  const here = (headers: Arrival['headers']) => admit(from('127.0.0.1', '127.0.0.1', headers), 'open', rules);
  expect(here({})?.principal.owner).toBe('loopback');
  expect(here({ origin: 'http://evil.example' })).toBeNull();
  expect(here({ ...cookie, 'sec-fetch-site': 'same-site' })).toBeNull();
});

test.each([
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-prefix',
  'x-forwarded',
  'x-original-url',
  'x-original-forwarded-for',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-remote-addr',
  'true-client-ip',
  'client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'wl-proxy-client-ip',
  'do-connecting-ip',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-ray',
  'cdn-loop',
  'x-envoy-external-address',
  'x-azure-clientip',
  'x-appengine-user-ip',
  'tailscale-user-login',
])('a request that brings %s does not count as one of this machine', (header) => {
  const { rules } = rulesWith(session);
  expect(identify(from('127.0.0.1', '127.0.0.1'), rules)?.by).toBe('place');
  expect(identify(from('127.0.0.1', '127.0.0.1', { [header]: 'x' }), rules)).toBeNull();
});
