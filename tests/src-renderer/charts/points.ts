import type { MetricBuffer } from '../../../src-renderer/state/model.ts';

/** A buffer with the given times and columns; `pad` unused rows stand before the first, as in a ring. */
export function bufferOf(
  t: readonly number[],
  columns: Readonly<Record<string, readonly number[]>>,
  pad = 0,
): MetricBuffer {
  const padded = (values: readonly number[]): Float64Array =>
    Float64Array.from([...Array.from({ length: pad }, () => -1), ...values]);
  return {
    start: pad,
    end: pad + t.length,
    t: padded(t),
    columns: new Map(Object.entries(columns).map(([key, values]) => [key, padded(values)])),
    isHole: () => false,
    version: 1,
  };
}

/** `count` times, one each `stepMs`. */
export function every(stepMs: number, count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index * stepMs);
}
