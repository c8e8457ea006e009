import { describe, expect, test } from 'vitest';
import type { Past } from '../../../src-main/alerts/past.ts';
import { createPreviews } from '../../../src-main/alerts/previews.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const hour = 3_600_000;
const now = 1_700_000_000_000;

/** A day of one series that is always too high, of which each hour that is played takes 3 ms. */
function make() {
  const clock = createFakeClock(now);
  const past: Past = {
    instancesOf: () => ['*'],
    coverage: () => ({ from: now - 24 * hour, to: now }),
    marks: () => [],
    replay: (_series, _instance, { from, to }, visit) => {
      clock.stall((3 * (to - from)) / hour);
      for (let t = from; t < to; t += 10_000) visit(t, 99, 0);
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
  test('answer within their time with the newest part', async () => {
    const { previews, question, clock } = make();
    const { covered, count } = await previews.ask(question, 'me');
    expect(clock.monotonicMs()).toBeLessThan(50);
    expect(covered).toMatchObject({ to: now });
    expect(now - (covered?.from ?? 0)).toBeGreaterThanOrEqual(hour);
    expect(count).toBe(1);
  });

  test('of the same asker make way for a newer one, those of others do not', async () => {
    const { previews, question } = make();
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
