import type { Block } from './chunk-store.ts';
import type { Sealing } from './seal.ts';
import { blockStart, type KeepMs, tierAt, tiers } from './tiers.ts';

/** Columns whose chunks are deleted in one piece of work. */
const columnsPerPiece = 50;

/** Deletes the blocks that are older than their tier is kept, piece by piece, but none that is not in the coarser tier yet. */
export function* dropExpired(sealing: Sealing, keepMs: KeepMs, nowMs: number): Generator<undefined> {
  for (const tier of tiers) {
    for (const block of sealing.blocks.ofTier(tier)) {
      if (block.start + tier.blockMs > nowMs - (keepMs[tier.index] ?? Infinity)) break;
      if (block.isSealed && isInCoarser(sealing, block)) yield* dropBlock(sealing, block);
    }
  }
}

/** True when dropping a block loses its resolution only. */
export function isInCoarser({ blocks }: Sealing, { tier, start }: Block): boolean {
  const coarser = tierAt(tier.index + 1);
  if (coarser === undefined) return true;
  const around = blocks.find(coarser, blockStart(coarser, start));
  return around?.isSealed === true && !around.isStale;
}

/** Deletes one block. Readers turn to the coarser tier at once. */
export function* dropBlock({ file, blocks, columns }: Sealing, { tier, start }: Block): Generator<undefined> {
  blocks.remove(tier, start);
  const all = columns.all();
  for (let n = 0; n < all.length; n += columnsPerPiece) {
    file.database.transaction(() => {
      for (const { id } of all.slice(n, n + columnsPerPiece)) file.chunks.remove(tier, id, start);
    });
    yield;
  }
  file.chunks.removeBlock(tier, start);
}
