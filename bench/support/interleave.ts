/**
 * Runs each case once per round, one after the other, so that a machine that gets slower meanwhile is slower for all.
 * @returns the median of each case, in the order of the cases, ms
 */
export function interleave(rounds: number, cases: readonly (() => void)[]): readonly number[] {
  const times = cases.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [n, run] of cases.entries()) {
      const before = performance.now();
      run();
      times[n]?.push(performance.now() - before);
    }
  }
  return times.map(median);
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
