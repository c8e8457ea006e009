import type { Block } from './chunk-store.ts';
import { attached } from './database.ts';
import { dropBlock, isInCoarser } from './drop.ts';
import { type Sealing, sealBlock } from './seal.ts';
import { blockStart, tierAt, tiers } from './tiers.ts';

/** Dropping goes on until so much of the cap is used, so that it does not begin anew with the next sample. */
const enough = 0.95;
const pagesPerPiece = 100;

/**
 * Drops the oldest blocks of the finest tier that has any until the file is below the cap, and gives the space back to the
 * disk. What is dropped is put into the coarser tier before, where its time is not over yet.
 * @param onDrop told of each dropped block
 */
export function* holdCap(sealing: Sealing, capBytes: number, onDrop: (block: Block) => void): Generator<undefined> {
  const { file, blocks } = sealing;
  const goal = file.bytes().used > capBytes ? enough * capBytes : capBytes;
  while (file.bytes().used > goal) {
    const oldest = tiers.flatMap((tier) => blocks.ofTier(tier).filter(({ isSealed }) => isSealed)).at(0);
    if (oldest === undefined) break;
    const coarser = tierAt(oldest.tier.index + 1);
    if (coarser !== undefined && !isInCoarser(sealing, oldest)) {
      const around = blocks.find(coarser, blockStart(coarser, oldest.start));
      if (around !== undefined) yield* sealBlock(sealing, around);
    }
    yield* dropBlock(sealing, oldest);
    while (file.tops.dropMinutes(oldest.start + oldest.tier.blockMs)) yield;
    onDrop(oldest);
  }
  yield* giveBack(sealing, capBytes);
}

function* giveBack({ file }: Sealing, capBytes: number): Generator<undefined> {
  while (file.bytes().onDisk > capBytes && file.bytes().free > 0) {
    file.database.exec(`PRAGMA ${attached}.incremental_vacuum(${String(pagesPerPiece)})`);
    yield;
  }
}
