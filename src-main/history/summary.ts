import type { SeriesSummary } from '../../src-shared/protocol/history.ts';
import type { Span, VisitKept } from './kept-value.ts';

/** Share of the time that the value `p95` was not exceeded. */
const quantile = 0.95;

/**
 * What a series did within a span, each value weighing as long as it stood: until the next one, and at most its slot or
 * the longest period of its metric. `null` where nothing is kept.
 */
export function summarise(
  span: Span,
  periodMs: number,
  visitAll: (span: Span, visit: VisitKept) => void,
): SeriesSummary | null {
  const msByValue = new Map<number, number>();
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let coveredMs = 0;
  let last = Number.NaN;
  let lastT = Number.NaN;
  let lastStepMs = 0;

  function weigh(untilMs: number): void {
    if (Number.isNaN(last)) return;
    const ms = Math.min(untilMs, lastT + Math.max(lastStepMs, periodMs)) - Math.max(lastT, span.from);
    if (ms <= 0) return;
    msByValue.set(last, (msByValue.get(last) ?? 0) + ms);
    sum += last * ms;
    coveredMs += ms;
  }

  // What was read just before still stands when the span begins.
  visitAll({ from: span.from - periodMs, to: span.to }, (t, low, average, high, _count, stepMs) => {
    weigh(t);
    if (t + Math.max(stepMs, periodMs) > span.from) {
      min = Math.min(min, low);
      max = Math.max(max, high);
    }
    last = average;
    lastT = t;
    lastStepMs = stepMs;
  });
  weigh(span.to);
  if (coveredMs === 0) return null;
  return {
    min,
    avg: sum / coveredMs,
    max,
    p95: weightedQuantile(msByValue, coveredMs),
    noDataMs: span.to - span.from - coveredMs,
  };
}

function weightedQuantile(msByValue: ReadonlyMap<number, number>, totalMs: number): number {
  let ms = 0;
  for (const [value, own] of [...msByValue].sort(([a], [b]) => a - b)) {
    ms += own;
    if (ms >= quantile * totalMs) return value;
  }
  return Number.NaN;
}
