import type { VisitKept } from './kept-value.ts';
import { quantise } from './quantise.ts';
import type { Tier } from './tiers.ts';

/** Combines the values of a finer tier into the slots of a coarser one. */
export interface Slots {
  readonly visit: VisitKept;
  /** Visits each slot that got a value, oldest first. */
  visitAll(visit: VisitKept): void;
}

/** Makes empty slots for the block that starts at `start`: lowest minimum, highest maximum, average of all readings. */
export function createSlots({ stepMs, blockMs }: Tier, start: number): Slots {
  const count = blockMs / stepMs;
  const min = new Float32Array(count).fill(Infinity);
  const max = new Float32Array(count).fill(-Infinity);
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);

  return {
    visit(t, low, average, high, readings) {
      const n = Math.floor((t - start) / stepMs);
      if (low < (min[n] ?? -Infinity)) min[n] = low;
      if (high > (max[n] ?? Infinity)) max[n] = high;
      sums[n] = (sums[n] ?? 0) + average * readings;
      counts[n] = (counts[n] ?? 0) + readings;
    },
    visitAll(visit) {
      for (let n = 0; n < count; n += 1) {
        const readings = counts[n] ?? 0;
        if (readings === 0) continue;
        const average = quantise((sums[n] ?? 0) / readings);
        visit(start + n * stepMs, min[n] ?? average, average, max[n] ?? average, readings, stepMs);
      }
    },
  };
}
