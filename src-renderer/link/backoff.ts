/** Waiting times that grow from try to try. */
export interface Backoff {
  /** Time to wait before the next try, ms. */
  next(): number;
  /** Starts again from the shortest; call it after a success. */
  reset(): void;
}

/** Bounds of the waiting times, ms. */
export interface BackoffRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Reconnects wait from one second to half a minute. */
export const reconnectRange: BackoffRange = { minMs: 1_000, maxMs: 30_000 };

/**
 * Exponential backoff with jitter over the upper half of each step, so that the pages of a household do not come back
 * all at once: 1-2 s, 2-4 s, 4-8 s, ... never below `minMs` or above `maxMs`.
 * @param random 0 (included) to 1 (excluded), like Math.random
 */
export function createBackoff(random: () => number, range: BackoffRange = reconnectRange): Backoff {
  let tries = 0;
  return {
    next() {
      const ceiling = Math.min(range.maxMs, range.minMs * 2 ** (tries + 1));
      if (ceiling < range.maxMs) tries += 1;
      return Math.max(range.minMs, ceiling / 2 + (random() * ceiling) / 2);
    },
    reset() {
      tries = 0;
    },
  };
}
