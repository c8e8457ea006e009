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
export function* dropBlock(sealing: Sealing, block: Block): Generator<undefined> {
  // On disk first: whatever ends this before its last step, the block is known as one to delete, and not as a whole one.
  const going = { ...block, isSealed: false, isStale: false, isGoing: true };
  sealing.file.chunks.putBlock(going);
  sealing.blocks.put(going);
  yield* deleteBlock(sealing, going);
}

/** Goes on with what an earlier run, or a failure, has left half deleted. */
export function* finishDrops(sealing: Sealing): Generator<undefined> {
  for (const block of sealing.blocks.going()) yield* deleteBlock(sealing, block);
}

function* deleteBlock({ file, blocks, columns }: Sealing, { tier, start }: Block): Generator<undefined> {
  const all = columns.all();
  for (let n = 0; n < all.length; n += columnsPerPiece) {
    file.database.transaction(() => {
      for (const { id } of all.slice(n, n + columnsPerPiece)) file.chunks.remove(tier, id, start);
    });
    yield;
  }
  file.chunks.removeBlock(tier, start);
  blocks.remove(tier, start);
}
