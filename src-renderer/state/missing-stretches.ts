import type { MetricBuffer } from './model.ts';
import type { TimeSpan } from './time-range.ts';

/** What a buffer may lack. */
export interface Lacking {
  /** Expected time between two of its points, ms. */
  readonly sampledMs: number;
  /** Time that a stored value stands for, ms: it begins at a multiple of that. */
  readonly storedMs: number;
}

/**
 * What a buffer lacks within a span: the stretches between its points, and to the span's ends, that have room for a stored
 * value, however short they are.
 */
export function missingStretches(buffer: MetricBuffer, span: TimeSpan, lacking: Lacking): readonly TimeSpan[] {
  const missing: TimeSpan[] = [];
  let before = span.startMs;
  const reach = (ms: number) => {
    if (firstStored(before, lacking) + lacking.storedMs <= ms) missing.push({ startMs: before, endMs: ms });
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

/** Beginning of the first stored value that tells something new after a point, ms. */
export function firstStored(ms: number, { sampledMs, storedMs }: Lacking): number {
  const at = Math.floor(ms / storedMs) * storedMs;
  // One that begins with the point was made of it alone, unless the server reads more often than it keeps.
  return at === ms && sampledMs < storedMs ? at : at + storedMs;
}
