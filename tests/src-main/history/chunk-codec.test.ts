import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeChunk, encodeChunk } from '../../../src-main/history/chunk-codec.ts';
import { quantise, storedRelativeError } from '../../../src-main/history/quantise.ts';
import { DamagedContent } from '../../../src-main/history/storage-trouble.ts';

const value = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -5_000, max: 5_000 }),
  fc.constant(0),
);
const offsets = fc
  .array(fc.oneof({ arbitrary: fc.constant(1_000), weight: 20 }, fc.integer({ min: 1, max: 90_000 })), {
    maxLength: 400,
  })
  .map((steps) => {
    let sum = -(steps[0] ?? 0);
    return Float64Array.from(steps, (step) => (sum += step));
  });

test('what goes into a chunk comes out of it', () => {
  fc.assert(
    fc.property(offsets, fc.infiniteStream(value), fc.boolean(), (times, stream, hasSpread) => {
      const next = (): number => quantise(Number(stream.next().value));
      const own = Array.from(times, () => [next(), next(), next()].sort((a, b) => a - b));
      const avg = Float32Array.from(own, ([, middle = 0]) => middle);
      const chunk = {
        offsets: times,
        avg,
        min: hasSpread ? Float32Array.from(own, ([low = 0]) => low) : avg,
        max: hasSpread ? Float32Array.from(own, ([, , high = 0]) => high) : avg,
        counts: Float64Array.from(times, (_, n) => (hasSpread ? 1 + (n % 7) : 1)),
      };
      const back = decodeChunk(encodeChunk(chunk));
      // Zero has one form only.
      const plain = (numbers: Float32Array): number[] => [...numbers].map((one) => one + 0);
      expect([...back.offsets]).toEqual([...times]);
      expect(plain(back.avg)).toEqual(plain(avg));
      expect(plain(back.min)).toEqual(plain(chunk.min));
      expect(plain(back.max)).toEqual(plain(chunk.max));
      expect([...back.counts]).toEqual([...chunk.counts]);
    }),
  );
});

test('a stored value differs from the real one by 2^-12 of it at the most', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e37, max: 1e37 }), (real) => {
      // Below this single precision loses digits of its own.
      fc.pre(real === 0 || Math.abs(real) > 1e-37);
      expect(Math.abs(quantise(real) - real)).toBeLessThanOrEqual(Math.abs(real) * storedRelativeError);
    }),
  );
});

test('whole numbers up to 4096 are stored as they are, and what is no number is not stored', () => {
  for (let n = -4_096; n <= 4_096; n += 1) expect(quantise(n)).toBe(n);
  expect([Number.NaN, Infinity, -Infinity, 1e39].map(quantise)).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});

test('bytes that are no chunk are told apart from a mistake of the program', () => {
  const avg = Float32Array.from({ length: 100 }, (_, n) => n);
  const good = encodeChunk({
    offsets: Float64Array.from(avg),
    avg,
    min: avg,
    max: avg,
    counts: new Float64Array(100).fill(1),
  });
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (place, change, isCut) => {
      const bad = Uint8Array.from(good).slice(0, isCut ? place : undefined);
      if (!isCut) bad[place] = (bad[place] ?? 0) ^ change;
      try {
        decodeChunk(bad);
      } catch (caught) {
        expect(caught).toBeInstanceOf(DamagedContent);
      }
    }),
  );
});
