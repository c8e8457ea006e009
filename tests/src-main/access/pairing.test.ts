import { describe, expect, test } from 'vitest';
import { createPairing } from '../../../src-main/access/pairing.ts';
import { codeAlphabet } from '../../../src-shared/protocol/sharing.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';

const phone = { address: '192.168.1.7', isLocal: false };
const other = { address: '192.168.1.8', isLocal: false };
const here = { address: '127.0.0.1', isLocal: true };

function make() {
  const clock = createFakeClock();
  const log = createTestLog();
  let locks = 0;
  const pairing = createPairing({
    clock,
    log,
    mostWrong: 10,
    onLocked: () => {
      locks += 1;
    },
  });
  /** What the code gives, or why it gives nothing. */
  const bring = (code: string, bringer = phone) =>
    pairing
      .redeem(code, bringer, ({ role, isLocal }) => Promise.resolve(isLocal ? `${role} here` : role))
      .catch((caught: unknown) => (caught instanceof Error && 'code' in caught ? caught.code : caught));
  const guess = async (times: number, bringer = phone) => {
    const answers: unknown[] = [];
    for (let n = 0; n < times; n += 1) answers.push(await bring(`WRONG${String(n)}`, bringer));
    return answers;
  };
  return { clock, log, pairing, bring, guess, locks: () => locks };
}

describe('a code', () => {
  test('has 8 characters that nobody mistakes, and is another each time', () => {
    const { pairing } = make();
    const codes = Array.from({ length: 200 }, () => pairing.make('viewer', 'me').code);
    expect(new Set(codes).size).toBe(200);
    for (const code of codes) expect(code).toMatch(new RegExp(`^[${codeAlphabet}]{8}$`, 'u'));
  });

  test('gives its role once', async () => {
    const { pairing, bring } = make();
    const { code } = pairing.make('operator', 'me');
    expect(await bring(code)).toBe('operator');
    expect(await bring(code)).toBe('wrong_code');
  });

  test('of two that bring it at once lets one in', async () => {
    const { pairing, bring } = make();
    const { code } = pairing.make('viewer', 'me');
    const answers = await Promise.all([bring(code), bring(code, other)]);
    expect(answers.sort()).toEqual(['viewer', 'wrong_code']);
  });

  test('is as good as before where pairing failed', async () => {
    const { pairing, bring } = make();
    const { code } = pairing.make('viewer', 'me');
    await expect(pairing.redeem(code, phone, () => Promise.reject(new Error('disk full')))).rejects.toThrow(
      'disk full',
    );
    expect(await bring(code)).toBe('viewer');
  });

  test('is good for 5 minutes, also for a machine that slept or whose clock was set back', async () => {
    const { pairing, bring, clock } = make();
    const made = pairing.make('viewer', 'me');
    expect(made).toMatchObject({ role: 'viewer', leftMs: 300_000, expiresAt: clock.wallMs() + 300_000 });
    clock.advance(299_999);
    const { code: late } = pairing.make('viewer', 'somebody');
    expect(await bring(made.code)).toBe('viewer');
    clock.stepWall(-3_600_000);
    clock.advance(300_000);
    expect(await bring(late)).toBe('wrong_code');
    const { code: slept } = pairing.make('viewer', 'me');
    clock.stepWall(300_000);
    expect(await bring(slept)).toBe('wrong_code');
  });

  test('voids the one that the same operator made before, and no other', async () => {
    const { pairing, bring } = make();
    const first = pairing.make('viewer', 'me').code;
    const others = pairing.make('viewer', 'somebody').code;
    const second = pairing.make('viewer', 'me').code;
    expect(await bring(first)).toBe('wrong_code');
    expect(await bring(others)).toBe('viewer');
    expect(await bring(second)).toBe('viewer');
  });

  test('is void once its maker may make none', async () => {
    const { pairing, bring } = make();
    const { code } = pairing.make('operator', 'me');
    pairing.forget('me');
    expect(await bring(code)).toBe('wrong_code');
  });

  test('is refused while eight others wait', () => {
    const { pairing, clock } = make();
    for (let n = 0; n < 8; n += 1) pairing.make('viewer', `maker ${String(n)}`);
    expect(() => pairing.make('viewer', 'me')).toThrow('wait to be used');
    expect(pairing.make('viewer', 'maker 3').code).toHaveLength(8);
    clock.advance(300_000);
    expect(pairing.make('viewer', 'me').code).toHaveLength(8);
  });
});

describe('the link of this machine', () => {
  test('holds 256 bits, makes an operator of whoever is on this machine, once, and is nothing to others', async () => {
    const { pairing, bring } = make();
    const secret = pairing.makeLink();
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/u);
    expect(await bring(secret, phone)).toBe('wrong_code');
    expect(await bring(secret, here)).toBe('operator here');
    expect(await bring(secret, here)).toBe('wrong_code');
  });

  test('is good for 10 minutes', async () => {
    const { pairing, bring, clock } = make();
    const secret = pairing.makeLink();
    clock.advance(599_999);
    pairing.make('viewer', 'me');
    expect(await bring(secret, here)).toBe('operator here');
    const next = pairing.makeLink();
    clock.advance(600_000);
    expect(await bring(next, here)).toBe('wrong_code');
  });

  test('lets the owner in while others try codes', async () => {
    const { pairing, bring, guess } = make();
    const secret = pairing.makeLink();
    await guess(10);
    expect(await bring('ABCDEFGH', here)).toBe('pairing_locked');
    expect(await bring(secret, here)).toBe('operator here');
    expect(await bring('ABCDEFGH', here)).toBe('pairing_locked');
  });
});

describe('guessing', () => {
  test('ten wrong codes lock pairing for everybody for a minute, and operators are told', async () => {
    const { pairing, bring, guess, clock, log, locks } = make();
    const { code } = pairing.make('viewer', 'me');
    expect(await guess(10)).toEqual(Array.from({ length: 10 }, () => 'wrong_code'));
    expect(locks()).toBe(1);
    expect(log.text()).toContain('192.168.1.7');
    expect(pairing.lockState()).toEqual({ until: clock.wallMs() + 60_000, wrongCodes: 10 });
    // Not even a good one is looked at, from anywhere, and none of this counts.
    expect(await bring(code)).toBe('pairing_locked');
    expect(await bring(code, other)).toBe('pairing_locked');
    clock.advance(59_999);
    expect(await bring(code, other)).toBe('pairing_locked');
    expect(pairing.lockedMs(other.address)).toBe(1);
    expect(pairing.lockState().wrongCodes).toBe(10);
    clock.advance(1);
    expect(pairing.lockState().until).toBeNull();
    expect(await bring(code, other)).toBe('viewer');
    expect(pairing.lockState()).toEqual({ until: null, wrongCodes: 0 });
  });

  test('from many addresses locks as fast as from one', async () => {
    const { pairing, bring, clock } = make();
    for (let n = 1; n <= 9; n += 1) await bring('WRONG', { address: `10.0.0.${String(n)}`, isLocal: false });
    expect(pairing.lockState()).toEqual({ until: null, wrongCodes: 9 });
    await bring('WRONG', { address: '::ffff:10.0.0.10', isLocal: false });
    expect(pairing.lockState().until).toBe(clock.wallMs() + 60_000);
  });

  test('goes on for ten more after the minute, not for one', async () => {
    const { guess, clock, locks } = make();
    await guess(10);
    clock.advance(60_000);
    expect(await guess(10)).toEqual(Array.from({ length: 10 }, () => 'wrong_code'));
    expect(locks()).toBe(2);
  });

  test('is not forgiven by the good codes of others: the address that tries is locked, and nobody else', async () => {
    const { pairing, bring, guess } = make();
    await guess(9);
    expect(await bring(pairing.make('viewer', 'me').code, other)).toBe('viewer');
    await guess(1);
    expect(pairing.lockState().until).toBeNull();
    expect(await bring(pairing.make('viewer', 'me').code, phone)).toBe('pairing_locked');
    expect(await bring(pairing.make('viewer', 'me').code, other)).toBe('viewer');
  });

  test('leaves no code in the log', async () => {
    const { pairing, bring, guess, log } = make();
    const { code } = pairing.make('viewer', 'me');
    const secret = pairing.makeLink();
    await bring(secret, phone);
    await guess(12);
    await bring(code);
    for (const text of [code, secret, 'WRONG']) expect(log.text()).not.toContain(text);
  });
});
