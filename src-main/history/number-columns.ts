import type { ByteReader } from './bytes.ts';

/** Bytes that hold one difference: enough for the distance between any two stored values. */
const planes = 3;

/**
 * Appends whole numbers below 2^22 in size as the differences between neighbours, the lowest bytes of all first, then the
 * middle ones, then the highest, so that what compresses badly does not stand between what vanishes.
 */
export function writeNumbers(numbers: Int32Array): Uint8Array {
  const count = numbers.length;
  const bytes = new Uint8Array(planes * count);
  let before = 0;
  for (let n = 0; n < count; n += 1) {
    const number = numbers[n] ?? 0;
    const difference = number - before;
    // Sign in the lowest bit: small differences of either sign are small numbers.
    const folded = difference < 0 ? -2 * difference - 1 : 2 * difference;
    bytes[n] = folded & 0xff;
    bytes[count + n] = (folded >> 8) & 0xff;
    bytes[2 * count + n] = folded >> 16;
    before = number;
  }
  return bytes;
}

/** Reads what {@link writeNumbers} wrote. */
export function readNumbers(from: ByteReader, count: number): Int32Array {
  const bytes = from.take(planes * count);
  const numbers = new Int32Array(count);
  let number = 0;
  for (let n = 0; n < count; n += 1) {
    const folded = (bytes[n] ?? 0) | ((bytes[count + n] ?? 0) << 8) | ((bytes[2 * count + n] ?? 0) << 16);
    number += folded & 1 ? -((folded + 1) >> 1) : folded >> 1;
    numbers[n] = number;
  }
  return numbers;
}
