import { describe, expect, test } from 'vitest';
import { createSampleStore } from '../../../src-renderer/state/sample-store.ts';

const minuteMs = 60_000;
const load = { one: 1, five: 1, fifteen: 1 };
const samples = (fromMs: number, toMs: number) =>
  Array.from({ length: (toMs - fromMs) / 1_000 }, (_, index) => ({
    t: fromMs + index * 1_000,
    values: new Map([['load' as const, load]]),
  }));

function oldest(store: ReturnType<typeof createSampleStore>): number {
  const points = store.buffers.get('load');
  return points?.t[points.start] ?? Number.NaN;
}

describe('sample store', () => {
  test('keeps a quarter of an hour and forgets what is older', () => {
    const store = createSampleStore();
    store.add(samples(0, 40 * minuteMs), 1_000, null);
    expect(store.newestMs).toBe(40 * minuteMs - 1_000);
    expect(oldest(store)).toBeLessThanOrEqual(25 * minuteMs);
    expect(oldest(store)).toBeGreaterThan(23 * minuteMs);
  });

  test('keeps the points of a frozen picture, for an hour at the most', () => {
    const store = createSampleStore();
    store.add(samples(0, 16 * minuteMs), 1_000, null);
    store.add(samples(16 * minuteMs, 60 * minuteMs), 1_000, 15 * minuteMs);
    expect(oldest(store)).toBe(0);
    store.add(samples(60 * minuteMs, 120 * minuteMs), 1_000, 15 * minuteMs);
    expect(oldest(store)).toBeGreaterThan(40 * minuteMs);
  });

  test('a clock that was set back takes the newer points with it', () => {
    const store = createSampleStore();
    store.add(samples(0, 10 * minuteMs), 1_000, null);
    store.setBack(5 * minuteMs);
    expect(store.newestMs).toBe(5 * minuteMs);
    store.add(samples(5 * minuteMs, 6 * minuteMs), 1_000, null);
    expect(store.newestMs).toBe(6 * minuteMs - 1_000);
  });
});
