/** Periods without a value after which a series counts as not read. */
const missedPeriods = 2;
/** A hole is told this many times, a period apart, and once more before it ends. */
const tellings = 10;

/** True where so much lies between two values that something is missing; never after one of an unknown time, NaN. */
export function isHole(fromMs: number, toMs: number, periodMs: number): boolean {
  return toMs - fromMs > missedPeriods * periodMs;
}

/** Moments within a hole at which somebody who watched would have noticed that nothing came, the last one just before it ends. */
export function momentsWithin(fromMs: number, toMs: number, periodMs: number): readonly number[] {
  const moments: number[] = [];
  for (let n = 1; n <= tellings && fromMs + n * periodMs < toMs; n += 1) moments.push(fromMs + n * periodMs);
  if (fromMs + tellings * periodMs < toMs - 1) moments.push(toMs - 1);
  return moments;
}
