import type { ChunkReader } from './chunk-store.ts';
import type { Columns } from './columns.ts';
import { shortestRowMs } from './tick-builder.ts';
import type { Tier } from './tiers.ts';

/** Time of the oldest value in the block of a tier that starts at `start`, ms since the epoch. */
type OldestMoment = (tier: Tier, start: number, chunks: Pick<ChunkReader, 'read'>) => number;

/** Columns that are looked at: those of one time begin together. */
const mostColumns = 16;

/** Makes a function that remembers what it found: a tier's oldest block changes rarely, and its values need decoding. */
export function createOldestMoment(columns: Columns): OldestMoment {
  const known = new Map<Tier, { readonly start: number; readonly oldestMs: number }>();

  function find(tier: Tier, start: number, chunks: Pick<ChunkReader, 'read'>): number {
    let offsetMs = Infinity;
    let looked = 0;
    for (const { id } of columns.all()) {
      const chunk = chunks.read(tier, id, start);
      if (chunk === null) continue;
      offsetMs = Math.min(offsetMs, chunk.offsets[0] ?? Infinity);
      looked += 1;
      // No other one can begin much earlier.
      if (offsetMs < shortestRowMs || looked === mostColumns) break;
    }
    return offsetMs === Infinity ? start : start + offsetMs;
  }

  return (tier, start, chunks) => {
    const before = known.get(tier);
    if (before?.start === start) return before.oldestMs;
    const oldestMs = find(tier, start, chunks);
    known.set(tier, { start, oldestMs });
    return oldestMs;
  };
}
