import { describe, expect, test } from 'vitest';
import { noCookie, sessionCookie, tokensIn, wasEncrypted, type CookiePlace } from '../../../src-main/access/cookie.ts';

const owner = { localPort: 4780, instance: 'aaaa' };
const place = (more: Partial<CookiePlace> = {}): CookiePlace => ({
  ...owner,
  scheme: 'http',
  isByProxy: false,
  headers: {},
  ...more,
});
/** What a browser sends that was given these, over TLS or not. */
const keptOf = (lines: readonly string[], scheme: 'http' | 'https') =>
  lines
    .filter((line) => scheme === 'https' || !line.includes('; Secure'))
    .map((line) => line.split(';')[0])
    .join('; ');

describe('the cookie of a session', () => {
  test('is told from that of another server on the same port of the same host', () => {
    const cookie = [sessionCookie('one', place()), sessionCookie('two', place({ instance: 'bbbb' }))]
      .flatMap((lines) => keptOf(lines, 'http'))
      .join('; ');
    expect(tokensIn({ cookie }, owner)).toEqual(['one']);
    expect(tokensIn({ cookie }, { ...owner, instance: 'bbbb' })).toEqual(['two']);
  });

  test('is known by the name that it had before, after those of now', () => {
    const cookie = 'lanpulse_4780=old; lanpulse_4780_aaaa=plain; __Secure-lanpulse_4780_aaaa=secure; lanpulse_1=other';
    expect(tokensIn({ cookie }, owner)).toEqual(['secure', 'plain', 'old']);
  });

  test('has another name over TLS, for in the clear browsers let nobody replace that one', () => {
    const [secure = ''] = sessionCookie('t', place({ scheme: 'https' }));
    const [plain = ''] = sessionCookie('t', place());
    expect(secure).toMatch(/^__Secure-lanpulse_4780_aaaa=t; .*; Secure; SameSite=Strict$/u);
    expect(plain).toBe('lanpulse_4780_aaaa=t; Max-Age=34560000; Path=/; HttpOnly; SameSite=Strict');
  });
});

describe('a browser that was paired in the clear, or long ago', () => {
  const cookie = 'lanpulse_4780=old; lanpulse_4780_aaaa=plain';
  const taken = (name: string): unknown => expect.stringMatching(new RegExp(`^${name}=; Max-Age=0;`, 'u'));

  test('keeps no copy that it would send in the clear as soon as it has its session over TLS', () => {
    const lines = sessionCookie('t', place({ scheme: 'https', headers: { cookie } }));
    expect(lines).toContainEqual(taken('lanpulse_4780_aaaa'));
    expect(lines).toContainEqual(taken('lanpulse_4780'));
  });

  test('keeps nothing when it leaves', () => {
    const left = noCookie(place({ scheme: 'https', headers: { cookie } }));
    expect(left).toHaveLength(3);
    expect(noCookie(place({ headers: { cookie } }))).toEqual([taken('lanpulse_4780_aaaa'), taken('lanpulse_4780')]);
  });
});

describe('a browser that was paired over TLS', () => {
  const given = sessionCookie('secret', place({ scheme: 'https' }));

  test('brings a mark in the clear, and not its token', () => {
    const cookie = keptOf(given, 'http');
    expect(cookie).not.toContain('secret');
    expect(wasEncrypted(place({ headers: { cookie } }))).toBe(true);
    expect(wasEncrypted(place({ headers: { cookie }, scheme: 'https' }))).toBe(false);
    expect(wasEncrypted(place({ headers: { cookie }, isByProxy: true }))).toBe(false);
    expect(wasEncrypted(place({ headers: { cookie }, instance: 'bbbb' }))).toBe(false);
  });

  test('has it no more when it was paired anew in the clear, or has left', () => {
    const here = place({ headers: { cookie: keptOf(given, 'http') } });
    for (const lines of [sessionCookie('new', here), noCookie(here)]) {
      expect(lines).toContainEqual(expect.stringMatching(/^lanpulse_4780_aaaa_tls=; Max-Age=0;/u));
    }
    expect(noCookie(place())).toHaveLength(1);
  });

  test('has none where a proxy encrypts, for this server’s switch is not asked there', () => {
    expect(sessionCookie('t', place({ scheme: 'https', isByProxy: true }))).toHaveLength(1);
  });
});
