import type { Stretch } from '../stretch.ts';
import type { Chunk } from './chunk-codec.ts';
import { placeOf, type Sources, withRows } from './column-chunk.ts';
import type { Segment } from './segments.ts';

/** What is known of a column beside its values. */
export interface Heard {
  /** Longest ordinary time between two readings, ms. */
  readonly periodMs: number;
  /** Nothing can be told of the time after it, ms since the epoch. */
  readonly newestMs: number;
}

/**
 * The values of one column within the segments, oldest first. A slot belongs to the span in which it ends. The last stretch
 * says until when nothing followed; it is empty where nothing was read at all.
 */
export function stretchesOf(
  sources: Sources,
  column: number,
  segments: readonly Segment[],
  { periodMs, newestMs }: Heard,
  to: number,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const segment of segments) {
    const { start, tier } = segment;
    const sealed = sources.chunks?.read(tier, column, start) ?? null;
    const kept = sealed === null ? rowsOf(sources, column, segment) : withRows(sources, column, segment, sealed);
    if (kept === null) continue;
    const { offsets, avg: values } = kept;
    const { first, end } = partWithin(offsets, segment);
    stretches.push({ start, offsets, values, first, end, stepMs: tier.stepMs, periodMs, untilMs: -Infinity });
  }
  const last = stretches.pop() ?? { ...nothing, periodMs };
  return [...stretches, { ...last, untilMs: Math.min(to, newestMs) }];
}

const nothing: Stretch = {
  start: 0,
  offsets: new Float64Array(0),
  values: new Float32Array(0),
  first: 0,
  end: 0,
  stepMs: 0,
  periodMs: Infinity,
  untilMs: -Infinity,
};

/** What was read of a column within a segment that has no chunk yet; `null` for nothing. */
function rowsOf({ recent }: Sources, column: number, segment: Segment): Pick<Chunk, 'offsets' | 'avg'> | null {
  if (segment.tier.stepMs > 0) return null;
  const most = recent.within(segment).length;
  if (most === 0) return null;
  const [offsets, avg] = [new Float64Array(most), new Float32Array(most)];
  let count = 0;
  recent.visit(column, segment, (t, _min, value) => {
    offsets[count] = t - segment.start;
    avg[count] = value;
    count += 1;
  });
  return { offsets: offsets.subarray(0, count), avg: avg.subarray(0, count) };
}

function partWithin(offsets: Float64Array, { tier, start, from, to }: Segment): { first: number; end: number } {
  const { stepMs } = tier;
  if (stepMs === 0) return { first: placeOf(offsets, from - start), end: placeOf(offsets, to - start) };
  const first = placeOf(offsets, from - start - stepMs + 1);
  return { first, end: Math.max(first, placeOf(offsets, to - start - stepMs + 1)) };
}
