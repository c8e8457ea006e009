import { droppedBits } from './quantise.ts';

/**
 * The values that `quantise` gives, counted from zero on: neighbours differ by one, in both directions. What changes
 * little has small differences, whatever its size.
 */

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Position of a stored value among all that can be stored. */
export function ordinalOf(value: number): number {
  float[0] = value;
  const raw = bits[0] ?? 0;
  const size = (raw & 0x7fff_ffff) >>> droppedBits;
  return raw < 0 ? -size : size;
}

/** The value at a position. */
export function valueAt(ordinal: number): number {
  bits[0] = Math.abs(ordinal) << droppedBits;
  const size = float[0] ?? Number.NaN;
  return ordinal < 0 ? -size : size;
}
