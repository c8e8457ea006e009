import type { VisitKept } from './kept-value.ts';

/** Periods without a value after which a series counts as not read. */
const missedPeriods = 2;
/** A hole is told this many times, a period apart, and once more before it ends. */
const tellings = 10;

/** Tells a visitor of holes in what it visits. */
export interface HoleTelling {
  readonly visit: VisitKept;
  /** Something was left out since the last value: what lies before the next one is no hole. */
  forget(): void;
  /** Tells of a hole that reaches to the end. */
  end(to: number): void;
}

/**
 * Passes values on, with NaN at some moments of each hole between two of them.
 * @param heardAt time of the value before the first one; NaN where that does not matter
 */
export function tellHoles(
  periodMs: number,
  heardAt: number,
  visit: (t: number, value: number, stepMs: number) => unknown,
): HoleTelling {
  let lastT = heardAt;
  let lastStepMs = 0;

  function tell(untilMs: number): void {
    const everyMs = Math.max(periodMs, lastStepMs);
    if (!(untilMs - lastT > missedPeriods * everyMs)) return;
    for (let n = 1; n <= tellings && lastT + n * everyMs < untilMs; n += 1)
      visit(lastT + n * everyMs, Number.NaN, lastStepMs);
    if (lastT + tellings * everyMs < untilMs - 1) visit(untilMs - 1, Number.NaN, lastStepMs);
  }

  return {
    end: tell,
    forget: () => {
      lastT = Number.NaN;
    },
    visit(t, _min, avg, _max, _count, stepMs) {
      tell(t);
      visit(t + stepMs, avg, stepMs);
      lastT = t;
      lastStepMs = stepMs;
    },
  };
}
