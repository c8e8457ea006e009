import type { MetricBuffer } from './model.ts';
import type { TimeSpan } from './time-range.ts';

/** Points further apart than this many periods have something missing between them. */
const missingPeriods = 2.5;

/** What a buffer lacks within a span: the stretches between its points, and to the span's ends, that are too long. */
export function missingStretches(buffer: MetricBuffer, span: TimeSpan, periodMs: number): readonly TimeSpan[] {
  const missing: TimeSpan[] = [];
  let before = span.startMs;
  const reach = (ms: number) => {
    if (ms - before > missingPeriods * periodMs) missing.push({ startMs: before, endMs: ms });
    before = ms;
  };
  for (let row = buffer.start; row < buffer.end; row += 1) {
    const ms = buffer.t[row] ?? Number.NaN;
    if (ms > span.endMs) break;
    if (ms >= span.startMs && !buffer.isHole(row)) reach(ms);
  }
  reach(span.endMs);
  return missing;
}
