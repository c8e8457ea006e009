import { type ByteReader, writeVarint } from './bytes.ts';
import { DamagedContent } from './storage-trouble.ts';

/**
 * Writes rising whole numbers as runs with equal steps: readings come at a steady pace, so a block of thousands is a few
 * bytes. Each run: its first number, as the distance from the one before; the number of steps; their length.
 */
export function writeRuns(into: number[], numbers: ArrayLike<number>): void {
  const runs: { readonly skip: number; readonly steps: number; readonly step: number }[] = [];
  let before = 0;
  for (let n = 0; n < numbers.length;) {
    const first = numbers[n] ?? 0;
    const step = (numbers[n + 1] ?? first) - first;
    let steps = 0;
    while (n + steps + 1 < numbers.length && numbers[n + steps + 1] === first + (steps + 1) * step) steps += 1;
    // Two numbers have some distance by chance; the second may begin a longer run.
    if (steps === 1 && n + 2 < numbers.length) steps = 0;
    runs.push({ skip: first - before, steps, step });
    before = first + steps * step;
    n += steps + 1;
  }
  writeVarint(into, runs.length);
  for (const { skip, steps, step } of runs) {
    writeVarint(into, skip);
    writeVarint(into, steps);
    if (steps > 0) writeVarint(into, step);
  }
}

/**
 * Reads what {@link writeRuns} wrote.
 * @throws DamagedContent unless there are `count` numbers
 */
export function readRuns(from: ByteReader, count: number): Float64Array {
  let numbers = new Float64Array(0);
  let filled = 0;
  let last = 0;
  for (let left = from.varint(); left > 0; left -= 1) {
    last += from.varint();
    const steps = from.varint();
    const step = steps > 0 ? from.varint() : 0;
    if (filled + steps + 1 > count) break;
    if (steps + 1 === count) return steadyNumbers(last, step, count);
    if (numbers.length === 0) numbers = new Float64Array(count);
    for (let n = 0; n <= steps; n += 1) numbers[filled + n] = last + n * step;
    filled += steps + 1;
    last += steps * step;
  }
  if (filled !== count) throw new DamagedContent('as many times as values were expected');
  return numbers;
}

let steady: { readonly first: number; readonly step: number; readonly numbers: Float64Array } | null = null;

/** A series that is read steadily has the same numbers in each of its blocks. */
function steadyNumbers(first: number, step: number, count: number): Float64Array {
  if (steady?.first === first && steady.step === step && steady.numbers.length === count) return steady.numbers;
  const numbers = new Float64Array(count);
  for (let n = 0; n < count; n += 1) numbers[n] = first + n * step;
  steady = { first, step, numbers };
  return numbers;
}
