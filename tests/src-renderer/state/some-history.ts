import type { HistoryAnswer } from '../../../src-shared/protocol/history.ts';

/** An answer of `load.one` (and others) whose buckets begin at `from`, with the given averages; null for no value. */
export function answerOf(
  from: number,
  step: number,
  averages: Readonly<Record<string, readonly (number | null)[]>>,
  spread = 0,
): HistoryAnswer {
  const count = Math.max(0, ...Object.values(averages).map((values) => values.length));
  return {
    from,
    to: from + count * step,
    step,
    resolutionMs: step,
    t: Array.from({ length: count }, (_, index) => from + index * step),
    series: Object.entries(averages).map(([series, avg]) => ({
      series,
      unit: 'load',
      avg: [...avg],
      min: avg.map((one) => (one === null ? null : one - spread)),
      max: avg.map((one) => (one === null ? null : one + spread)),
    })),
  };
}
