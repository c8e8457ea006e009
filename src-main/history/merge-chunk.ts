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

/** Collects values for the block that starts at `start`. */
export function createChunkBuilder(start: number): ChunkBuilder {
  // Lists of numbers: an hour of a hundred series is hundreds of thousands of values.
  const offsets: number[] = [];
  const lowest: number[] = [];
  const averages: number[] = [];
  const highest: number[] = [];
  const readings: number[] = [];
  let isRising = true;
  let isPlain = true;

  function add(offset: number, min: number, avg: number, max: number, count: number): void {
    if (offset <= (offsets.at(-1) ?? -Infinity)) isRising = false;
    if (count !== 1 || min !== avg || max !== avg) isPlain = false;
    offsets.push(offset);
    lowest.push(min);
    averages.push(avg);
    highest.push(max);
    readings.push(count);
  }

  /** Places of the values that stay, in the order of time. */
  function places(): readonly number[] {
    const newest = new Map(offsets.map((offset, place) => [offset, place]));
    return [...newest].sort(([a], [b]) => a - b).map(([, place]) => place);
  }

  return {
    visit(t, min, avg, max, count) {
      add(t - start, min, avg, max, count);
    },
    take(chunk) {
      for (let n = 0; n < chunk.offsets.length; n += 1) {
        const own = chunk.avg[n] ?? Number.NaN;
        add(chunk.offsets[n] ?? 0, chunk.min[n] ?? own, own, chunk.max[n] ?? own, chunk.counts[n] ?? 1);
      }
    },
    build() {
      if (offsets.length === 0) return null;
      const kept = isRising ? null : places();
      const inOrder = (numbers: readonly number[]): readonly number[] =>
        kept === null ? numbers : kept.map((place) => numbers[place] ?? Number.NaN);
      const avg = new Float32Array(inOrder(averages));
      return {
        offsets: new Float64Array(inOrder(offsets)),
        avg,
        min: isPlain ? avg : new Float32Array(inOrder(lowest)),
        max: isPlain ? avg : new Float32Array(inOrder(highest)),
        counts: new Float64Array(inOrder(readings)),
      };
    },
  };
}
