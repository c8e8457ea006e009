import type { Chunk } from './chunk-codec.ts';
import type { ChunkReader } from './chunk-store.ts';
import type { VisitKept } from './kept-value.ts';
import { createChunkBuilder } from './merge-chunk.ts';
import { nextBeyond, type Skim } from './playback.ts';
import type { RecentRows } from './recent-rows.ts';
import type { Segment } from './segments.ts';

/** Where values come from. */
export interface Sources {
  readonly recent: RecentRows;
  /** `null` while the file cannot be read. */
  readonly chunks: ChunkReader | null;
}

/**
 * Visits the values of one column within the segments; of a tier every slot that touches its segment.
 * @param skim what need not be visited. Default: nothing
 */
export function visitColumn(
  { recent, chunks }: Sources,
  column: number,
  segments: readonly Segment[],
  visit: VisitKept,
  skim: Skim | null = null,
): void {
  for (const segment of segments) {
    const chunk = chunks?.read(segment.tier, column, segment.start) ?? null;
    if (segment.tier.stepMs > 0) {
      if (chunk !== null) visitChunk(chunk, segment, visit, skim);
    } else if (chunk === null) recent.visit(column, segment, visit, skim);
    else if (!recent.hasAny(segment)) visitChunk(chunk, segment, visit, skim);
    else {
      // The clock was set back: what was read since replaces what was read at the same moments before.
      const both = createChunkBuilder(segment.start);
      both.take(chunk);
      recent.visit(column, segment, both.visit);
      visitChunk(both.build() ?? chunk, segment, visit, skim);
    }
  }
}

function visitChunk(
  { offsets, min, avg, max, counts }: Chunk,
  { tier, start, from, to }: Segment,
  visit: VisitKept,
  skim: Skim | null,
): void {
  const after = tier.stepMs === 0 ? from - start : from - start - tier.stepMs + 1;
  let first = 0;
  while (first < offsets.length && (offsets[first] ?? 0) < after) first += 1;
  for (let n = first; n < offsets.length; n += 1) {
    if (skim?.isIdle === true) {
      const next = nextBeyond(avg, n, skim.beyond);
      if (next > n) skim.hasPassed = true;
      n = next;
    }
    const t = start + (offsets[n] ?? Infinity);
    if (t >= to) return;
    const own = avg[n] ?? Number.NaN;
    visit(t, min[n] ?? own, own, max[n] ?? own, counts[n] ?? 1, tier.stepMs);
  }
}
