import { bytesIn, numberIn } from './cells.ts';
import { type Chunk, decodeChunk, encodeChunk } from './chunk-codec.ts';
import { chunkKey, chunkKeys, startOfKey } from './chunk-key.ts';
import type { Database } from './database.ts';
import type { Span } from './kept-value.ts';
import { tierAt, type Tier } from './tiers.ts';

/** One block of time of a tier. */
export interface Block {
  readonly tier: Tier;
  /** Start of the block, ms since the epoch. */
  readonly start: number;
  /** True when its chunks are complete, as of the finer blocks that were sealed before. */
  readonly isSealed: boolean;
  /** True when finer blocks within it were sealed since, so that it has to be sealed, again or for the first time. */
  readonly isStale: boolean;
}

/** The compressed part of the file. Its methods throw what `storageTrouble` tells apart. */
export interface ChunkStore {
  blocks(): readonly Block[];
  putBlock(block: Block): void;
  removeBlock(tier: Tier, start: number): void;
  /** One column of one block; `null` where nothing is kept. */
  read(tier: Tier, column: number, start: number): Chunk | null;
  write(tier: Tier, column: number, start: number, chunk: Chunk): void;
  remove(tier: Tier, column: number, start: number): void;
  /** True when a column has a chunk in the blocks that a span touches. */
  hasAny(tier: Tier, column: number, span: Span): boolean;
  /** Starts of a column's oldest and newest block; `null` for none. */
  reach(tier: Tier, column: number): Span | null;
}

/** Prepares the statements. */
export function createChunkStore(database: Database): ChunkStore {
  const readChunk = database.prepare('SELECT data FROM chunk WHERE key = ?');
  const writeChunk = database.prepare('INSERT OR REPLACE INTO chunk (key, data) VALUES (?, ?)');
  const removeChunk = database.prepare('DELETE FROM chunk WHERE key = ?');
  const firstKey = database.prepare('SELECT key FROM chunk WHERE key BETWEEN ? AND ? ORDER BY key LIMIT 1');
  const lastKey = database.prepare('SELECT key FROM chunk WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1');
  const writeBlock = database.prepare('INSERT OR REPLACE INTO block (tier, start, sealed, stale) VALUES (?, ?, ?, ?)');
  const removeBlock = database.prepare('DELETE FROM block WHERE tier = ? AND start = ?');

  return {
    blocks: () =>
      database
        .prepare('SELECT tier, start, sealed, stale FROM block ORDER BY tier, start')
        .rows()
        .flatMap((row) => {
          const tier = tierAt(numberIn(row, 0));
          // A tier that this version does not have is left alone.
          if (tier === undefined) return [];
          return [{ tier, start: numberIn(row, 1), isSealed: numberIn(row, 2) === 1, isStale: numberIn(row, 3) === 1 }];
        }),
    putBlock: ({ tier, start, isSealed, isStale }) => {
      writeBlock.run(tier.index, start, Number(isSealed), Number(isStale));
    },
    removeBlock: (tier, start) => {
      removeBlock.run(tier.index, start);
    },
    read(tier, column, start) {
      const [row] = readChunk.rows(chunkKey(tier, column, start));
      return row === undefined ? null : decodeChunk(bytesIn(row, 0));
    },
    write: (tier, column, start, chunk) => {
      writeChunk.run(chunkKey(tier, column, start), encodeChunk(chunk));
    },
    remove: (tier, column, start) => {
      removeChunk.run(chunkKey(tier, column, start));
    },
    hasAny: (tier, column, span) => firstKey.rows(...chunkKeys(tier, column, span)).length > 0,
    reach(tier, column) {
      const keys = chunkKeys(tier, column, { from: 0, to: Infinity });
      const [first] = firstKey.rows(...keys);
      const [last] = lastKey.rows(...keys);
      if (first === undefined || last === undefined) return null;
      return { from: startOfKey(tier, numberIn(first, 0)), to: startOfKey(tier, numberIn(last, 0)) };
    },
  };
}
