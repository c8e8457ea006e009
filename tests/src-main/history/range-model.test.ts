import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantise } from '../../../src-main/history/quantise.ts';
import { openKept, start } from './kept-history.ts';

interface Reading {
  readonly t: number;
  readonly value: number;
}

/** Stretches of steady sampling, each after a pause. */
const stretches = fc.array(
  fc.record({
    pause: fc.integer({ min: 0, max: 500 }),
    values: fc.array(fc.float({ noNaN: true, min: 0, max: 1e9 }), { minLength: 1, maxLength: 40 }),
    repeat: fc.integer({ min: 1, max: 12 }),
  }),
  { minLength: 1, maxLength: 6 },
);

function expected(readings: readonly Reading[], from: number, step: number) {
  const own = readings.filter(({ t }) => t >= from && t < from + step).map(({ value }) => value);
  if (own.length === 0) return null;
  return { min: Math.min(...own), max: Math.max(...own), avg: own.reduce((sum, one) => sum + one, 0) / own.length };
}

test('buckets say what the readings in them say, whatever tier they come from and wherever there are gaps', () => {
  fc.assert(
    fc.property(
      stretches,
      fc.constantFrom(1_000, 10_000, 60_000),
      fc.array(
        fc.tuple(
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.integer({ min: 1, max: 700 }),
        ),
        {
          minLength: 5,
          maxLength: 5,
        },
      ),
      fc.boolean(),
      (parts, everyMs, questions, isReopened) => {
        let kept = openKept({ everyMs });
        const readings: Reading[] = [];
        let t = start;
        for (const { pause, values, repeat } of parts) {
          t += pause * everyMs;
          for (let n = 0; n < repeat; n += 1) {
            for (const value of values) {
              kept.keep(t, value);
              readings.push({ t, value: quantise(value) });
              t += everyMs;
            }
          }
        }
        if (isReopened) kept = kept.reopen();
        for (const [a, b, points] of questions) {
          const from = Math.floor(start + Math.min(a, b) * (t - start));
          const to = Math.max(from + 1, Math.ceil(start + Math.max(a, b) * (t - start)));
          const { step, t: starts, series } = kept.history.range({ series: ['load.one'], from, to, points });
          expect(starts.length).toBeLessThanOrEqual(points);
          starts.forEach((bucket, n) => {
            expect(bucket % step).toBe(0);
            const right = expected(readings, bucket, step);
            expect(series[0]?.min[n] ?? null).toBe(right?.min ?? null);
            expect(series[0]?.max[n] ?? null).toBe(right?.max ?? null);
            const avg = series[0]?.avg[n] ?? null;
            if (right === null) expect(avg).toBeNull();
            else expect(Math.abs((avg ?? Number.NaN) - right.avg)).toBeLessThanOrEqual(right.avg * 2 ** -10);
          });
        }
        kept.history.close();
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
