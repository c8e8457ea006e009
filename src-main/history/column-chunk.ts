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

/** What is kept of a column within a segment that has a chunk: what that holds, and what was read since. */
export function withRows({ recent }: Sources, column: number, segment: Segment, chunk: Chunk): Chunk {
  if (segment.tier.stepMs > 0 || !recent.hasAny(segment)) return chunk;
  // The clock was set back: what was read since replaces what was read at the same moments before.
  const both = createChunkBuilder(segment.start);
  both.take(chunk);
  recent.visit(column, segment, both.visit);
  return both.build() ?? chunk;
}

/** The first place of rising offsets at or after one. */
export function placeOf(offsets: Float64Array, offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
