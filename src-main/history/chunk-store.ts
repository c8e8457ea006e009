import { bytesIn, numberIn } from './cells.ts';
import { type Chunk, decodeChunk, encodeChunk } from './chunk-codec.ts';
import { chunkKey, chunkKeys, startOfKey } from './chunk-key.ts';
import type { Database } from './database.ts';
import type { Span } from './kept-value.ts';
import type { Losses } from './losses.ts';
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
  /** True when it is being deleted: nobody reads it, and whoever finds it goes on with that. */
  readonly isGoing?: boolean;
}

/** What stands in the column `sealed`. */
const sealedAs = { no: 0, yes: 1, going: 2 } as const;

/** Lowest and highest average of a chunk. */
export interface Extremes {
  readonly low: number;
  readonly high: number;
}

/** The compressed part of the file. Its methods throw what `storageTrouble` tells apart. */
export interface ChunkStore {
  blocks(): readonly Block[];
  putBlock(block: Block): void;
  removeBlock(tier: Tier, start: number): void;
  /** One column of one block; `null` where nothing is kept, or what is kept is damaged. */
  read(tier: Tier, column: number, start: number): Chunk | null;
  write(tier: Tier, column: number, start: number, chunk: Chunk): void;
  remove(tier: Tier, column: number, start: number): void;
  /** True when a column has a chunk in the blocks that a span touches. */
  hasAny(tier: Tier, column: number, span: Span): boolean;
  /** Lowest and highest average of the chunks that a span touches, by the start of their block; `null` where not known. */
  extremes(tier: Tier, column: number, span: Span): ReadonlyMap<number, Extremes | null>;
  /** Starts of a column's oldest and newest block; `null` for none. */
  reach(tier: Tier, column: number): Span | null;
}

/** What a question needs of it. */
export type ChunkReader = Pick<ChunkStore, 'read' | 'hasAny' | 'extremes' | 'reach'>;

/**
 * Prepares the statements.
 * @param losses takes the chunks that cannot be decoded
 */
export function createChunkStore(database: Database, losses: Losses): ChunkStore {
  const readChunk = database.prepare('SELECT data FROM chunk WHERE key = ?');
  const writeChunk = database.prepare('INSERT OR REPLACE INTO chunk (key, data, low, high) VALUES (?, ?, ?, ?)');
  const removeChunk = database.prepare('DELETE FROM chunk WHERE key = ?');
  const removeSame = database.prepare('DELETE FROM chunk WHERE key = ? AND data IS ?');
  const readExtremes = database.prepare('SELECT key, low, high FROM chunk WHERE key BETWEEN ? AND ? ORDER BY key');
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
          const sealed = numberIn(row, 2);
          const [isSealed, isGoing] = [sealed === sealedAs.yes, sealed === sealedAs.going];
          return [{ tier, start: numberIn(row, 1), isSealed, isStale: numberIn(row, 3) === 1, isGoing }];
        }),
    putBlock: ({ tier, start, isSealed, isStale, isGoing = false }) => {
      const sealed = isGoing ? sealedAs.going : isSealed ? sealedAs.yes : sealedAs.no;
      writeBlock.run(tier.index, start, sealed, Number(isStale));
    },
    removeBlock: (tier, start) => {
      removeBlock.run(tier.index, start);
    },
    read(tier, column, start) {
      const key = chunkKey(tier, column, start);
      const [row] = readChunk.rows(key);
      if (row === undefined) return null;
      return losses.orElse<Chunk | null>(
        { table: 'chunk', key, data: row[0] ?? null },
        null,
        () => decodeChunk(bytesIn(row, 0)),
        () => {
          removeSame.run(key, row[0] ?? null);
        },
      );
    },
    write: (tier, column, start, chunk) => {
      const { low, high } = extremesOf(chunk);
      losses.keep();
      writeChunk.run(chunkKey(tier, column, start), encodeChunk(chunk), low, high);
    },
    remove: (tier, column, start) => {
      losses.keep();
      removeChunk.run(chunkKey(tier, column, start));
    },
    hasAny: (tier, column, span) => firstKey.rows(...chunkKeys(tier, column, span)).length > 0,
    extremes: (tier, column, span) =>
      new Map(
        readExtremes.rows(...chunkKeys(tier, column, span)).map((row): [number, Extremes | null] => {
          const [low, high] = [row[1], row[2]];
          const isKnown = typeof low === 'number' && typeof high === 'number';
          return [startOfKey(tier, numberIn(row, 0)), isKnown ? { low, high } : null];
        }),
      ),
    reach(tier, column) {
      const keys = chunkKeys(tier, column, { from: 0, to: Infinity });
      const [first] = firstKey.rows(...keys);
      const [last] = lastKey.rows(...keys);
      if (first === undefined || last === undefined) return null;
      return { from: startOfKey(tier, numberIn(first, 0)), to: startOfKey(tier, numberIn(last, 0)) };
    },
  };
}

function extremesOf({ avg }: Chunk): Extremes {
  let low = Infinity;
  let high = -Infinity;
  for (const value of avg) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
