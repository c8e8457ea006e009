const wrapAt = 2 ** 32;

/**
 * How much a counter of the kernel grew. Counters only grow, so a smaller value is one of two things:
 * - a 32-bit counter that ran over: the old value lies below 2^32 and the distance through zero is at most `plausible`;
 * - a device or driver that started anew: the growth is unknown.
 *
 * @param plausible largest growth that the hardware could have made in this time; only judges wraps
 * @returns the growth, never negative; `null` where it is unknown, or a value is (NaN)
 */
export function counterGrowth(previous: number, current: number, plausible: number): number | null {
  if (Number.isNaN(previous) || Number.isNaN(current)) return null;
  if (current >= previous) return current - previous;
  if (previous >= wrapAt) return null;
  const wrapped = wrapAt - previous + current;
  return wrapped <= plausible ? wrapped : null;
}

/**
 * Growth per second of a counter between two readings.
 *
 * @param elapsedMs time between the readings on the monotonic clock
 * @param plausiblePerSecond the fastest that a 32-bit counter of this kind can run; see {@link counterGrowth}
 * @returns `null` for the first reading, after a reset, and where no time passed
 */
export function ratePerSecond(
  previous: number,
  current: number,
  elapsedMs: number,
  plausiblePerSecond: number,
): number | null {
  if (!(elapsedMs > 0)) return null;
  const growth = counterGrowth(previous, current, (plausiblePerSecond * elapsedMs) / 1000);
  return growth === null ? null : (growth * 1000) / elapsedMs;
}
