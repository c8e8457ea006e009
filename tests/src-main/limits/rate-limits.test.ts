import { describe, expect, test } from 'vitest';
import { createRateLimits } from '../../../src-main/limits/rate-limits.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

/** How often somebody may come in, of 100 tries at one moment. */
const admitted = (allow: (asker: string) => boolean, asker: string) =>
  Array.from({ length: 100 }, () => allow(asker)).filter(Boolean).length;

describe('rate limits', () => {
  test('are of each asker alone', () => {
    const clock = createFakeClock();
    const allow = createRateLimits(clock, 10, 20);
    expect(admitted(allow, 'a')).toBe(20);
    expect(admitted(allow, 'b')).toBe(20);
    clock.advance(1_000);
    expect(admitted(allow, 'a')).toBe(10);
  });

  test('are not forgotten while they count', () => {
    const clock = createFakeClock();
    const allow = createRateLimits(clock, 10, 20);
    expect(admitted(allow, 'a')).toBe(20);
    clock.advance(1_900);
    allow('b');
    expect(admitted(allow, 'a')).toBe(19);
  });

  test('tell only so many apart: those that asked longest ago begin anew', () => {
    const clock = createFakeClock();
    const allow = createRateLimits(clock, 10, 20, 3);
    for (const asker of ['a', 'b', 'c']) expect(admitted(allow, asker)).toBe(20);
    allow('d');
    expect(admitted(allow, 'c')).toBe(0);
    expect(admitted(allow, 'a')).toBe(20);
  });
});
