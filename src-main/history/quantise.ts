/** Bits of a value's significand that are kept, the leading one included. */
const significantBits = 12;

/**
 * The largest relative error of a stored value, 2^-12 (0.024 %). Whole numbers up to 4096, and others with that few
 * significant bits, are exact.
 */
export const storedRelativeError = 2 ** -significantBits;

/** Bits of a stored value's single-precision form that are always zero. */
export const droppedBits = 24 - significantBits;
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * The nearest value that can be stored: single precision, rounded to 12 significant bits. NaN and infinities become NaN;
 * what is too large for single precision does as well.
 */
export function quantise(value: number): number {
  float[0] = value;
  const single = float[0];
  if (!Number.isFinite(single)) return Number.NaN;
  // Adding half of the last kept place carries into the exponent where it must: the layout of IEEE 754 is monotone.
  bits[0] = ((bits[0] ?? 0) + (1 << (droppedBits - 1))) & (-1 << droppedBits);
  const rounded = float[0];
  return Number.isFinite(rounded) ? rounded : Number.NaN;
}
