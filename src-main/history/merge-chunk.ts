import type { Chunk } from './chunk-codec.ts';
import type { VisitKept } from './kept-value.ts';

/** Collects values for one chunk, in any order; of two at the same time the later one stays. */
export interface ChunkBuilder {
  readonly visit: VisitKept;
  /** Takes what a chunk holds. */
  take(chunk: Chunk): void;
  /** `null` where nothing was collected. */
  build(): Chunk | null;
}

interface Value {
  readonly min: number;
  readonly avg: number;
  readonly max: number;
  readonly count: number;
}

/** Collects values for the block that starts at `start`. */
export function createChunkBuilder(start: number): ChunkBuilder {
  const values = new Map<number, Value>();

  return {
    visit(t, min, avg, max, count) {
      values.set(t - start, { min, avg, max, count });
    },
    take({ offsets, min, avg, max, counts }) {
      offsets.forEach((offset, n) => {
        const own = avg[n] ?? Number.NaN;
        values.set(offset, { min: min[n] ?? own, avg: own, max: max[n] ?? own, count: counts[n] ?? 1 });
      });
    },
    build() {
      if (values.size === 0) return null;
      const sorted = [...values].sort(([a], [b]) => a - b);
      const avg = Float32Array.from(sorted, ([, value]) => value.avg);
      const isPlain = sorted.every(([, { min, max, count, avg: own }]) => count === 1 && min === own && max === own);
      return {
        offsets: Float64Array.from(sorted, ([offset]) => offset),
        avg,
        min: isPlain ? avg : Float32Array.from(sorted, ([, { min }]) => min),
        max: isPlain ? avg : Float32Array.from(sorted, ([, { max }]) => max),
        counts: Float64Array.from(sorted, ([, { count }]) => count),
      };
    },
  };
}
