import type { Block } from './chunk-store.ts';
import { type Tier, tiers } from './tiers.ts';

/** Which blocks there are, in memory: a few hundred at the most. */
export interface Blocks {
  put(block: Block): void;
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

  return {
    put(block) {
      const blocks = byTier.get(block.tier.index);
      const newest = [...(blocks?.keys() ?? [])].at(-1) ?? -Infinity;
      blocks?.set(block.start, block);
      if (blocks === undefined || block.start >= newest) return;
      // Out of order only where the clock was set back.
      byTier.set(block.tier.index, new Map([...blocks].sort(([a], [b]) => a - b)));
    },
    remove: (tier, start) => {
      byTier.get(tier.index)?.delete(start);
    },
    find: (tier, start) => byTier.get(tier.index)?.get(start),
    ofTier: (tier) => [...(byTier.get(tier.index)?.values() ?? [])],
    all: () => [...byTier.values()].flatMap((blocks) => [...blocks.values()]),
    clear: () => {
      for (const blocks of byTier.values()) blocks.clear();
    },
  };
}
