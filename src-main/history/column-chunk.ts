import type { Chunk } from './chunk-codec.ts';
import type { ChunkReader } from './chunk-store.ts';
import { createChunkBuilder } from './merge-chunk.ts';
import type { RecentRows } from './recent-rows.ts';
import type { Segment } from './segments.ts';

/** Where values come from. */
export interface Sources {
  readonly recent: RecentRows;
  /** `null` while the file cannot be read. */
  readonly chunks: ChunkReader | null;
}

/**
 * What is kept of a column within a segment of the finest tier: what its chunk holds, and what was read since.
 * @param chunk `null` where the segment has none
 * @returns `null` for nothing
 */
export function withRows({ recent }: Sources, column: number, segment: Segment, chunk: Chunk | null): Chunk | null {
  if (segment.tier.stepMs > 0 || !recent.hasAny(segment)) return chunk;
  // Where there are both, the clock was set back: what was read since replaces what was read at the same moments before.
  const both = createChunkBuilder(segment.start);
  if (chunk !== null) both.take(chunk);
  recent.visit(column, segment, both.visit);
  return both.build();
}
