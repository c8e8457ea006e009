import type { BucketPoints } from './bucket-points.ts';

/** Numbers kept at the most, over all: about 32 MB. */
const cellsAtMost = 4_000_000;

/** Stretches of the past that were looked at: they do not change any more. The longest unused goes first. */
export interface ClosedCache {
  readonly get: (key: string) => BucketPoints | null;
  readonly put: (key: string, points: BucketPoints) => void;
  readonly clear: () => void;
}

/** Makes an empty cache. */
export function createClosedCache(): ClosedCache {
  const kept = new Map<string, BucketPoints>();
  let cells = 0;
  const drop = (key: string) => {
    cells -= kept.get(key)?.cells ?? 0;
    kept.delete(key);
  };
  const put = (key: string, points: BucketPoints) => {
    drop(key);
    kept.set(key, points);
    cells += points.cells;
    for (const oldest of kept.keys()) {
      if (cells <= cellsAtMost || oldest === key) return;
      drop(oldest);
    }
  };
  return {
    get(key) {
      const points = kept.get(key) ?? null;
      if (points !== null) put(key, points);
      return points;
    },
    put,
    clear() {
      kept.clear();
      cells = 0;
    },
  };
}
