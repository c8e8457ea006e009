import { expect, test } from 'vitest';
import type { Chunk } from '../../../src-main/history/chunk-codec.ts';
import { coverageOf } from '../../../src-main/history/coverage.ts';
import { createRecentRows } from '../../../src-main/history/recent-rows.ts';
import { createShapes } from '../../../src-main/history/tick-row.ts';
import { type Tier, tiers } from '../../../src-main/history/tiers.ts';

const column = 1;
const minute = 60_000;

/** A column of which each tier holds values at these moments, in blocks that begin at 0. */
function keeping(moments: Readonly<Record<number, readonly number[]>>, rows: readonly number[] = []) {
  const recent = createRecentRows();
  const shape = createShapes()([column]);
  for (const t of rows) recent.add({ t, shape, avg: Float32Array.of(1), spread: null });
  const chunkOf = ({ index }: Tier): Chunk | null => {
    const times = moments[index];
    if (times === undefined) return null;
    const avg = new Float32Array(times.length).fill(1);
    return {
      offsets: Float64Array.from(times),
      avg,
      min: avg,
      max: avg,
      counts: new Float64Array(times.length).fill(1),
    };
  };
  const chunks = {
    read: (tier: Tier, _column: number, start: number) => (start === 0 ? chunkOf(tier) : null),
    reach: (tier: Tier) => (moments[tier.index] === undefined ? null : { from: 0, to: 0 }),
    hasAny: () => false,
    extremes: () => new Map(),
  };
  return coverageOf({ recent, chunks }, column);
}

test('what is kept of a column begins with its first reading, not with the slots that were made of it', () => {
  expect(tiers.map(({ stepMs }) => stepMs)).toEqual([0, 10_000, minute, 15 * minute]);
  const first = 13 * minute + 4_000;
  const all = { 0: [first, first + 1_000], 1: [13 * minute], 2: [13 * minute], 3: [0] };
  expect(keeping(all)).toEqual({ from: first, to: first + 1_000 });
  expect(keeping({ 3: [0] }, [first])).toEqual({ from: first, to: first });
});

test('where the first readings were dropped, it begins with the finest slot that is left of them', () => {
  expect(keeping({ 0: [20 * minute], 2: [13 * minute, 14 * minute], 3: [0, 15 * minute] })?.from).toBe(13 * minute);
  expect(keeping({ 0: [20 * minute], 3: [0, 15 * minute] })?.from).toBe(0);
});

test('nothing is kept of a column without values', () => {
  expect(keeping({})).toBeNull();
});
