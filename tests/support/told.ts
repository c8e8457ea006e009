import type { Stretch } from '../../src-main/stretch.ts';

/** A reading, or an average at the end of its slot: time in ms since the epoch, value (NaN for none), length of the slot. */
export type Told = readonly [t: number, value: number, stepMs: number];

/** The readings of stretches, one by one. */
export function toldBy(stretches: readonly Stretch[]): readonly Told[] {
  return stretches.flatMap(({ start, offsets, values, first, end, stepMs }) =>
    Array.from({ length: end - first }, (_none, n): Told => {
      const at = start + (offsets[first + n] ?? Number.NaN);
      return [at + stepMs, values[first + n] ?? Number.NaN, stepMs];
    }),
  );
}

/** Readings as somebody holds them who notes what is missing. */
export function stretchOf(readings: readonly (readonly [t: number, value: number])[], stepMs = 0): Stretch {
  return {
    start: -stepMs,
    offsets: Float64Array.from(readings, ([t]) => t),
    values: Float32Array.from(readings, ([, value]) => value),
    first: 0,
    end: readings.length,
    stepMs,
    periodMs: Infinity,
    untilMs: -Infinity,
  };
}
