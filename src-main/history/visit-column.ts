import type { Chunk } from './chunk-codec.ts';
import type { ChunkStore } from './chunk-store.ts';
import type { VisitKept } from './kept-value.ts';
import { createChunkBuilder } from './merge-chunk.ts';
import type { RecentRows } from './recent-rows.ts';
import type { Segment } from './segments.ts';

/** Where values come from. */
export interface Sources {
  readonly recent: RecentRows;
  /** `null` while the file cannot be read. */
  readonly chunks: ChunkStore | null;
}

/** Visits the values of one column within the segments; of a tier every slot that touches its segment. */
export function visitColumn(
  { recent, chunks }: Sources,
  column: number,
  segments: readonly Segment[],
  visit: VisitKept,
): void {
  for (const segment of segments) {
    const chunk = chunks?.read(segment.tier, column, segment.start) ?? null;
    if (segment.tier.stepMs > 0) {
      if (chunk !== null) visitChunk(chunk, segment, visit);
    } else if (chunk === null) recent.visit(column, segment, visit);
    else if (!recent.hasAny(segment)) visitChunk(chunk, segment, visit);
    else {
      // The clock was set back: what was read since replaces what was read at the same moments before.
      const both = createChunkBuilder(segment.start);
      both.take(chunk);
      recent.visit(column, segment, both.visit);
      visitChunk(both.build() ?? chunk, segment, visit);
    }
  }
}

function visitChunk(
  { offsets, min, avg, max, counts }: Chunk,
  { tier, start, from, to }: Segment,
  visit: VisitKept,
): void {
  for (let n = 0; n < offsets.length; n += 1) {
    const t = start + (offsets[n] ?? 0);
    if (t >= to) return;
    if (tier.stepMs === 0 ? t < from : t + tier.stepMs <= from) continue;
    const own = avg[n] ?? Number.NaN;
    visit(t, min[n] ?? own, own, max[n] ?? own, counts[n] ?? 1, tier.stepMs);
  }
}
