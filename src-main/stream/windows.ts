/**
 * Whether a sample is the first of its window `floor(t / windowMs)`. Depends on the times of two neighbouring samples
 * only, so a replay lets through exactly what was let through live, and a clock set back opens a new window at once.
 * @param previousT time of the sample before it, `null` for the first of a server start
 * @param windowMs `null` lets every sample pass
 */
export function passesWindow(t: number, previousT: number | null, windowMs: number | null): boolean {
  if (windowMs === null || previousT === null) return true;
  return Math.floor(t / windowMs) !== Math.floor(previousT / windowMs);
}
