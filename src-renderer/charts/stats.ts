import type { MetricBuffer } from '../state/model.ts';
import { firstAtOrAfter } from './nearest.ts';

/** Smallest, mean and largest value of a window. */
export interface Stats {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** Figures over `fromMs <= t <= toMs`; `null` where the window holds no value. */
export function windowStats(buffer: MetricBuffer, values: Float64Array, fromMs: number, toMs: number): Stats | null {
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
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return count === 0 ? null : { min, mean: total / count, max };
}
