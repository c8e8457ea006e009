/**
 * The moment at which the clock on the wall of the reader's zone shows the same time, some days later, or earlier where
 * `days` is negative. It is an hour more or less than so many times 24 hours where clocks are changed in between.
 */
export function daysLater(ms: number, days: number): number {
  const whole = Math.floor(ms);
  const local = new Date(whole);
  local.setDate(local.getDate() + days);
  return local.getTime() + (ms - whole);
}
