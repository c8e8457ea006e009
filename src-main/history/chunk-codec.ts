import { deflateSync, inflateSync } from 'node:zlib';
import { createByteReader, writeVarint } from './bytes.ts';
import { readNumbers, writeNumbers } from './number-columns.ts';
import { ordinalOf, valuesAt } from './ordinal.ts';
import { readRuns, writeRuns } from './runs.ts';
import { DamagedContent } from './storage-trouble.ts';

/** Values of one series within one block, in the order of time. All arrays have the same length. */
export interface Chunk {
  /** Time since the start of the block, ms. */
  readonly offsets: Float64Array;
  readonly avg: Float32Array;
  /** The same array as `avg` where each value is one reading. */
  readonly min: Float32Array;
  readonly max: Float32Array;
  /** Readings in each value. */
  readonly counts: Float64Array;
}

/** The form of the bytes; another one gets another number. */
const form = 1;
const withSpread = 2;
/** No block holds more: an hour of values for each millisecond. */
const mostValues = 3_600_000;
/** A higher one saves 4 % of the bytes and takes a third more time. */
const deflateLevel = 3;

/**
 * Writes a chunk: times and counts as runs, values as the distances between neighbours among all values that can be stored
 * (see `quantise`, which every value must have passed), all of it deflated, with a checksum. Lossless.
 */
export function encodeChunk({ offsets, avg, min, max, counts }: Chunk): Uint8Array {
  const head: number[] = [];
  const hasSpread = min !== avg || max !== avg;
  writeVarint(head, hasSpread ? form | withSpread : form);
  writeVarint(head, offsets.length);
  writeRuns(head, offsets);
  const averages = ordinals(avg);
  const columns = [writeNumbers(averages)];
  if (hasSpread) {
    // What lies between is written as distances from the average, which is between them.
    const [lowest, highest] = [ordinals(min), ordinals(max)];
    columns.push(writeNumbers(averages.map((ordinal, n) => ordinal - (lowest[n] ?? ordinal))));
    columns.push(writeNumbers(averages.map((ordinal, n) => (highest[n] ?? ordinal) - ordinal)));
    let sum = 0;
    // Sums rise, as runs must.
    writeRuns(
      head,
      counts.map((count) => (sum += count)),
    );
  }
  return deflateSync(Buffer.concat([Uint8Array.from(head), ...columns]), { level: deflateLevel });
}

/**
 * Reads what {@link encodeChunk} wrote.
 * @throws DamagedContent
 */
export function decodeChunk(data: Uint8Array): Chunk {
  const from = createByteReader(inflate(data));
  const flags = from.varint();
  const count = from.varint();
  if ((flags & ~withSpread) !== form || count > mostValues) throw new DamagedContent('a chunk of unknown form');
  const offsets = readRuns(from, count);
  const hasSpread = (flags & withSpread) !== 0;
  const sums = hasSpread ? readRuns(from, count) : null;
  const averages = readNumbers(from, count);
  if (sums === null) {
    const avg = valuesAt(averages);
    return { offsets, avg, min: avg, max: avg, counts: ones(count) };
  }
  const lowest = readNumbers(from, count);
  const highest = readNumbers(from, count);
  for (let n = 0; n < count; n += 1) {
    const average = averages[n] ?? 0;
    lowest[n] = average - (lowest[n] ?? 0);
    highest[n] = average + (highest[n] ?? 0);
  }
  const counts = sums.map((sum, n) => sum - (sums[n - 1] ?? 0));
  return { offsets, avg: valuesAt(averages), min: valuesAt(lowest), max: valuesAt(highest), counts };
}

let manyOnes = new Float64Array(0);

/** What nearly every chunk needs, made once. */
function ones(count: number): Float64Array {
  if (manyOnes.length < count) manyOnes = new Float64Array(count).fill(1);
  return manyOnes.subarray(0, count);
}

// Loops: a day of one series is 86,400 calls, and `from` with a function takes several times as long.
function ordinals(numbers: Float32Array): Int32Array {
  const found = new Int32Array(numbers.length);
  for (let n = 0; n < numbers.length; n += 1) found[n] = ordinalOf(numbers[n] ?? Number.NaN);
  return found;
}

function inflate(data: Uint8Array): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: 64 * 1024 * 1024 });
  } catch (cause) {
    throw new DamagedContent('a chunk that cannot be inflated', { cause });
  }
}
