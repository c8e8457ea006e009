import type { ChunkReader } from './chunk-store.ts';
import { storageTrouble } from './storage-trouble.ts';

/**
 * Chunks as far as they can be read. The first trouble is told and everything from there on is missing, so that a question
 * that met it goes on to its end, once, with what there is.
 */
export function readableChunks(chunks: ChunkReader, onTrouble: (caught: unknown) => void): ChunkReader {
  let isWhole = true;

  function orElse<Found>(missing: Found, find: () => Found): Found {
    if (!isWhole) return missing;
    try {
      return find();
    } catch (caught) {
      if (storageTrouble(caught) === null) throw caught;
      isWhole = false;
      onTrouble(caught);
      return missing;
    }
  }

  return {
    read: (tier, column, start) => orElse(null, () => chunks.read(tier, column, start)),
    hasAny: (tier, column, span) => orElse(false, () => chunks.hasAny(tier, column, span)),
    extremes: (tier, column, span) =>
      orElse<ReturnType<ChunkReader['extremes']>>(new Map(), () => chunks.extremes(tier, column, span)),
    reach: (tier, column) => orElse(null, () => chunks.reach(tier, column)),
  };
}
