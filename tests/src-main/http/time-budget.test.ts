import { expect, test } from 'vitest';
import { createTimeBudget } from '../../../src-main/http/time-budget.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function setUp() {
  const clock = createFakeClock();
  const budget = createTimeBudget(clock, { msPerSecond: 100, burstMs: 500 });
  const order: string[] = [];
  const work = (owner: string, ms: number, signal?: AbortSignal) =>
    budget.spend(
      owner,
      () => {
        clock.stall(ms);
        order.push(`${owner} ${String(ms)}`);
        return ms;
      },
      signal,
    );
  return { clock, budget, work, order };
}

test('runs what is asked at once while saved time is left, and else when some has come back, in the order of asking', async () => {
  const { clock, work, order } = setUp();
  expect(await work('a', 300)).toBe(300);
  expect(await work('a', 300)).toBe(300);
  const later = [work('a', 40), work('a', 5), work('a', 1)];
  expect(order).toEqual(['a 300', 'a 300']);
  // A hundred too many come back within a second.
  clock.advance(900);
  expect(order.length).toBe(2);
  clock.advance(200);
  expect(order.slice(2)).toEqual(['a 40']);
  clock.advance(2_000);
  expect(order.slice(3)).toEqual(['a 5', 'a 1']);
  expect(await Promise.all(later)).toEqual([40, 5, 1]);
  expect(clock.pending()).toBe(0);
});

test('refuses at once where the wait would be a long one', async () => {
  const { clock, work } = setUp();
  await work('a', 1_500);
  await expect(work('a', 1)).rejects.toMatchObject({ code: 'too_many' });
  clock.advance(3_000);
  const waits = work('a', 1);
  clock.advance(8_000);
  expect(await waits).toBe(1);
});

test('lets only so many wait, and runs nothing for those who are gone', async () => {
  const { clock, work, order } = setUp();
  await work('a', 600);
  const gone = new AbortController();
  const left = work('a', 7, gone.signal);
  const others = Array.from({ length: 23 }, () => work('a', 1));
  await expect(work('a', 1)).rejects.toMatchObject({ code: 'too_many' });
  gone.abort();
  clock.advance(10_000);
  await expect(left).rejects.toMatchObject({ code: 'too_many' });
  expect(await Promise.all(others)).toEqual(Array.from({ length: 23 }, () => 1));
  expect(order).not.toContain('a 7');
});

test('saves no more than a burst, and counts work that fails, at once or after a wait', async () => {
  const { clock, budget, work } = setUp();
  clock.advance(3_600_000);
  const fail = () => {
    clock.stall(600);
    throw new Error('broken');
  };
  await expect(budget.spend('a', fail)).rejects.toThrow('broken');
  const second = budget.spend('a', fail);
  clock.advance(1_500);
  await expect(second).rejects.toThrow('broken');
  const third = work('a', 1);
  clock.advance(3_000);
  expect(clock.pending()).toBe(1);
  clock.advance(4_000);
  expect(await third).toBe(1);
});

test('one caller does not use up the time of another', async () => {
  const { work } = setUp();
  await work('a', 10_000);
  expect(await work('b', 1)).toBe(1);
});
