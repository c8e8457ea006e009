import type { Block } from './chunk-store.ts';
import { type Tier, tiers } from './tiers.ts';

/** Which blocks there are, in memory: a few hundred at the most. Those that are being deleted are kept apart. */
export interface Blocks {
  put(block: Block): void;
  going(): readonly Block[];
  remove(tier: Tier, start: number): void;
  find(tier: Tier, start: number): Block | undefined;
  /** Blocks of a tier, oldest first. */
  ofTier(tier: Tier): readonly Block[];
  all(): readonly Block[];
  clear(): void;
}

/** Makes an empty index. */
export function createBlocks(): Blocks {
  const byTier = new Map<number, Map<number, Block>>(tiers.map(({ index }) => [index, new Map()]));
  let going: readonly Block[] = [];

  function remove(tier: Tier, start: number): void {
    byTier.get(tier.index)?.delete(start);
    going = going.filter((one) => one.tier !== tier || one.start !== start);
  }

  return {
    put(block) {
      if (block.isGoing === true) {
        remove(block.tier, block.start);
        going = [...going, block];
        return;
      }
      const blocks = byTier.get(block.tier.index);
      const newest = [...(blocks?.keys() ?? [])].at(-1) ?? -Infinity;
      blocks?.set(block.start, block);
      if (blocks === undefined || block.start >= newest) return;
      // Out of order only where the clock was set back.
      byTier.set(block.tier.index, new Map([...blocks].sort(([a], [b]) => a - b)));
    },
    going: () => going,
    remove,
    find: (tier, start) => byTier.get(tier.index)?.get(start),
    ofTier: (tier) => [...(byTier.get(tier.index)?.values() ?? [])],
    all: () => [...byTier.values()].flatMap((blocks) => [...blocks.values()]),
    clear: () => {
      for (const blocks of byTier.values()) blocks.clear();
      going = [];
    },
  };
}
