import { droppedBits } from './quantise.ts';

/**
 * The values that `quantise` gives, counted from zero on: neighbours differ by one, in both directions. What changes
 * little has small differences, whatever its size.
 */

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const signBit = 1 << 31;

/** Position of a stored value among all that can be stored. */
export function ordinalOf(value: number): number {
  float[0] = value;
  const raw = bits[0] ?? 0;
  const size = (raw & 0x7fff_ffff) >>> droppedBits;
  return raw < 0 ? -size : size;
}

/** The values at some positions, written over them: a question reads a hundred thousand, each time. */
export function valuesAt(ordinals: Int32Array): Float32Array {
  for (let n = 0; n < ordinals.length; n += 1) {
    const ordinal = ordinals[n] ?? 0;
    ordinals[n] = ordinal < 0 ? (-ordinal << droppedBits) | signBit : ordinal << droppedBits;
  }
  return new Float32Array(ordinals.buffer, ordinals.byteOffset, ordinals.length);
}
