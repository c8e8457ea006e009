import type { Span } from './kept-value.ts';
import { blockStart, type Tier } from './tiers.ts';

const columnPlaces = 2 ** 20;
const blockPlaces = 2 ** 24;

/** The row of a chunk: tier, then column, then block, so that the chunks of one column lie side by side on disk. */
export function chunkKey(tier: Tier, column: number, start: number): number {
  return (tier.index * columnPlaces + column) * blockPlaces + Math.floor(start / tier.blockMs);
}

/** Lowest and highest key of the blocks of one column that touch a span. */
export function chunkKeys(tier: Tier, column: number, { from, to }: Span): readonly [number, number] {
  const last = Math.min(to - 1, (blockPlaces - 1) * tier.blockMs);
  return [chunkKey(tier, column, Math.max(0, from)), chunkKey(tier, column, Math.max(0, last))];
}

/** Start of the block that a key stands for. */
export function startOfKey(tier: Tier, key: number): number {
  return blockStart(tier, (key % blockPlaces) * tier.blockMs);
}
