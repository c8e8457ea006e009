import { expect, test } from 'vitest';
import { createTimeBudget } from '../../../src-main/http/time-budget.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function setUp() {
  const clock = createFakeClock();
  const budget = createTimeBudget(clock, { msPerSecond: 100, burstMs: 500 });
  const work = (owner: string, ms: number) =>
    budget.spend(owner, () => {
      clock.stall(ms);
      return ms;
    });
  return { clock, budget, work };
}

test('runs what is asked until the saved time is used up, and again when it has come back', () => {
  const { clock, work } = setUp();
  expect(work('a', 300)).toBe(300);
  expect(work('a', 300)).toBe(300);
  expect(() => work('a', 1)).toThrow('Too many questions');
  clock.advance(2_000);
  expect(work('a', 1)).toBe(1);
});

test('saves no more than a burst, and counts work that fails', () => {
  const { clock, budget, work } = setUp();
  clock.advance(3_600_000);
  const fail = () => {
    clock.stall(600);
    throw new Error('broken');
  };
  expect(() => budget.spend('a', fail)).toThrow('broken');
  expect(() => work('a', 1)).toThrow('Too many questions');
});

test('one caller does not use up the time of another', () => {
  const { work } = setUp();
  work('a', 10_000);
  expect(work('b', 1)).toBe(1);
});
