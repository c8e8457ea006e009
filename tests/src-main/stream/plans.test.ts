import { expect, test } from 'vitest';
import { createPlans } from '../../../src-main/stream/plans.ts';

test('viewers with the same filter share a plan', () => {
  const planOf = createPlans();
  const first = planOf({ metrics: ['cpu'] }, null);
  expect(planOf({ metrics: ['cpu'] }, null)).toBe(first);
  expect(planOf({ metrics: ['cpu'] }, 5_000)).not.toBe(first);
  expect(planOf({ metrics: ['load'] }, null).metrics.map(({ id }) => id)).toEqual(['load']);
});

test('plans of filters that nobody has asked for in a long time are forgotten', () => {
  const planOf = createPlans();
  const first = planOf({ instances: ['eth0'] }, null);
  const often = planOf({}, null);
  for (let n = 0; n < 64; n += 1) {
    planOf({ instances: [`eth${String(n + 1)}`] }, null);
    planOf({}, null);
  }
  expect(planOf({}, null)).toBe(often);
  expect(planOf({ instances: ['eth0'] }, null)).not.toBe(first);
});
