import { expect, test } from 'vitest';
import { createSlots } from '../../../src-main/history/slots.ts';
import { tierAt } from '../../../src-main/history/tiers.ts';

test('a slot takes the extremes of what falls into it, and an average in which each reading counts once', () => {
  const tier = tierAt(2);
  if (tier === undefined) throw new Error('there is no third tier');
  const start = tier.blockMs * 19_000;
  const slots = createSlots(tier, start);
  slots.visit(start, 1, 2, 3, 9, 10_000);
  slots.visit(start + 50_000, 0, 12, 20, 1, 10_000);
  slots.visit(start + 60_000, 5, 5, 5, 1, 10_000);
  const seen: (readonly number[])[] = [];
  slots.visitAll((...slot) => seen.push(slot));
  expect(seen).toEqual([
    [start, 0, 3, 20, 10, 60_000],
    [start + 60_000, 5, 5, 5, 1, 60_000],
  ]);
});
