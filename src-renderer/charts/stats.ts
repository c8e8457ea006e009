import type { MetricBuffer } from '../state/model.ts';
import type { BandValues } from './columns.ts';
import { firstAtOrAfter } from './nearest.ts';

/** Smallest, mean and largest value of a window. */
export interface Stats {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** True where any column of a window holds a value. */
export function holdsAny({ t, start, end, columns }: MetricBuffer, fromMs: number, toMs: number): boolean {
  const first = firstAtOrAfter(t, start, end, fromMs);
  const stop = firstAtOrAfter(t, first, end, toMs + 1);
  return [...columns.values()].some((values) => values.subarray(first, stop).some((value) => !Number.isNaN(value)));
}

/**
 * Figures over `fromMs <= t <= toMs`; `null` where the window holds no value.
 * @param band lowest and highest values of buckets, whose averages would hide the peaks; `null` for samples
 */
export function windowStats(
  buffer: MetricBuffer,
  values: Float64Array,
  fromMs: number,
  toMs: number,
  band: BandValues | null = null,
): Stats | null {
  let count = 0;
  let total = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = firstAtOrAfter(buffer.t, buffer.start, buffer.end, fromMs); i < buffer.end; i += 1) {
    if ((buffer.t[i] ?? Infinity) > toMs) break;
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    total += value;
    const low = band?.low[i] ?? value;
    const high = band?.high[i] ?? value;
    if (low < min) min = low;
    if (high > max) max = high;
  }
  return count === 0 ? null : { min, mean: total / count, max };
}
