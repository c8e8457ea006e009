import { placeOf, type Sources, withRows } from './column-chunk.ts';
import type { VisitKept } from './kept-value.ts';
import type { Segment } from './segments.ts';

/** Visits the values of one column within the segments; of a tier every slot that touches its segment. */
export function visitColumn(sources: Sources, column: number, segments: readonly Segment[], visit: VisitKept): void {
  for (const segment of segments) visitSegment(sources, column, segment, visit);
}

function visitSegment(sources: Sources, column: number, segment: Segment, visit: VisitKept): void {
  const { tier, start, from, to } = segment;
  const sealed = sources.chunks?.read(tier, column, start) ?? null;
  if (sealed === null) {
    if (tier.stepMs === 0) sources.recent.visit(column, segment, visit);
    return;
  }
  const { offsets, min, avg, max, counts } = withRows(sources, column, segment, sealed);
  const after = tier.stepMs === 0 ? from - start : from - start - tier.stepMs + 1;
  for (let n = placeOf(offsets, after); n < offsets.length; n += 1) {
    const t = start + (offsets[n] ?? Infinity);
    if (t >= to) return;
    const own = avg[n] ?? Number.NaN;
    visit(t, min[n] ?? own, own, max[n] ?? own, counts[n] ?? 1, tier.stepMs);
  }
}
