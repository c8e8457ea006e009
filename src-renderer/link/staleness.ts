/** A connection without a sample is not called stale before this, however fast the samples should come. */
const staleAfterMs = 10_000;

/**
 * True where the connection stands but nothing is measured any more: no sample for 10 s or three periods, whichever is
 * longer.
 * @param sinceMs time since the newest sample, or since the connection where there was none
 * @param periodMs time between two samples, `null` where the filter lets none through
 */
export function isStale(sinceMs: number, periodMs: number | null): boolean {
  return periodMs !== null && sinceMs > Math.max(staleAfterMs, 3 * periodMs);
}
