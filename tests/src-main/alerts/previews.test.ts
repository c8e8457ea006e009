import { describe, expect, test } from 'vitest';
import type { Past } from '../../../src-main/alerts/past.ts';
import { createPreviews } from '../../../src-main/alerts/previews.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { stretchOf } from '../../support/told.ts';

const hour = 3_600_000;
const now = 1_700_000_000_000;

/** A day of a series that is always too high, of which each hour that is played takes some ms. */
function make(hourTakesMs: number, instances: readonly string[] = ['*']) {
  const clock = createFakeClock(now);
  const past: Past = {
    instancesOf: () => instances,
    coverage: () => ({ from: now - 24 * hour, to: now }),
    marks: () => [],
    pieces: (_series, _instance, { from, to }) =>
      Array.from({ length: Math.ceil((to - from) / hour) }, (_, n) => ({
        ...{ from: from + n * hour, to: Math.min(to, from + (n + 1) * hour) },
        isQuiet: false,
      })),
    stretches: (_series, _instance, { from, to }) => {
      clock.stall((hourTakesMs * (to - from)) / hour);
      return [stretchOf(Array.from({ length: Math.ceil((to - from) / 10_000) }, (_, n) => [from + n * 10_000, 99]))];
    },
  };
  const question = {
    rule: {
      series: 'cpu.total',
      instance: '*',
      direction: 'above' as const,
      warn: 80,
      critical: null,
      clear: 70,
      forMs: 0,
      keepMs: 0,
      enabled: true,
    },
    from: now - 24 * hour,
    to: now,
    serverIntervalMs: 1_000,
    except: new Set<string>(),
  };
  return { previews: createPreviews(past, clock), question, clock };
}

describe('previews', () => {
  test('of one series tell a day whole where an hour takes 2 ms, within 100 ms', async () => {
    const { previews, question, clock } = make(2);
    const { covered } = await previews.ask(question, 'me');
    expect(covered).toEqual({ from: now - 24 * hour, to: now });
    expect(clock.monotonicMs()).toBeLessThan(100);
  });

  test.each([
    [60, ['*'], 1_100],
    [2, ['a', 'b', 'c'], 160],
  ])(
    'that cannot be told whole (%d ms an hour, of %j) answer within %d ms with the newest part',
    async (takesMs, of, withinMs) => {
      const { previews, question, clock } = make(takesMs, of);
      const { covered, count } = await previews.ask(question, 'me');
      expect(clock.monotonicMs()).toBeLessThan(withinMs);
      expect(covered).toMatchObject({ to: now });
      expect(now - (covered?.from ?? 0)).toBeGreaterThanOrEqual(hour);
      expect(now - (covered?.from ?? 0)).toBeLessThan(24 * hour);
      expect(count).toBe(of.length);
    },
  );

  test('of the same asker make way for a newer one, those of others do not', async () => {
    const { previews, question } = make(3);
    const [older, other, unknown, newer] = await Promise.allSettled([
      previews.ask(question, 'me'),
      previews.ask(question, 'you'),
      previews.ask(question, null),
      previews.ask(question, 'me'),
    ]);
    expect(older).toMatchObject({ status: 'rejected', reason: { code: 'too_many' } });
    for (const one of [other, unknown, newer]) expect(one.status).toBe('fulfilled');
    await expect(previews.ask(question, 'me')).resolves.toMatchObject({ count: 1 });
  });
});
