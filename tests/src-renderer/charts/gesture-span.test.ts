import { describe, expect, test } from 'vitest';
import { momentAt, pinchedSpan, pulledSpan, wheeledSpan } from '../../../src-renderer/charts/gesture-span.ts';

const minute = 60_000;
const now = 1_700_000_000_000;
const box = { left: 100, width: 600 };
const span = { startMs: now - 60 * minute, endMs: now };
const lengthOf = ({ startMs, endMs }: typeof span): number => endMs - startMs;

describe('a gesture on a chart', () => {
  test.each([
    ['the left edge', 100, 0],
    ['the middle', 400, 30],
    ['the right edge', 700, 60],
    ['beside it at the left', 20, 0],
    ['beside it at the right', 900, 60],
  ])('means the moment under %s', (_, x, minutes) => {
    expect(momentAt(span, box, x)).toBe(span.startMs + minutes * minute);
  });

  test('pulls what was under the pointer along: to the right is earlier', () => {
    expect(pulledSpan(span, box, 200, 500)).toEqual({
      startMs: span.startMs - 30 * minute,
      endMs: span.endMs - 30 * minute,
    });
  });

  test('zooms with the wheel round the moment under the pointer, in when it turns away from the reader', () => {
    const closer = wheeledSpan(span, box, 550, -100);
    expect(lengthOf(closer)).toBeLessThan(lengthOf(span));
    expect(momentAt(closer, box, 550)).toBeCloseTo(momentAt(span, box, 550), 0);
    const back = wheeledSpan(closer, box, 550, 100);
    expect(back.startMs).toBeCloseTo(span.startMs, 0);
    expect(back.endMs).toBeCloseTo(span.endMs, 0);
  });

  test('one turn of a wheel that counts without measure does not lose the reader', () => {
    expect(wheeledSpan(span, box, 400, 100_000)).toEqual(wheeledSpan(span, box, 400, 400));
  });

  test('two fingers that part show half as much, and what was between them stays there', () => {
    const closer = pinchedSpan(span, box, [300, 400], [250, 450]);
    expect(lengthOf(closer)).toBeCloseTo(30 * minute, 0);
    expect(momentAt(closer, box, 350)).toBeCloseTo(momentAt(span, box, 350), 0);
    const moved = pinchedSpan(span, box, [300, 400], [360, 460]);
    expect(lengthOf(moved)).toBe(lengthOf(span));
    expect(momentAt(moved, box, 410)).toBeCloseTo(momentAt(span, box, 350), 0);
  });

  test('fingers on one spot do not tear the range apart', () => {
    expect(lengthOf(pinchedSpan(span, box, [300, 301], [300, 312]))).toBe(lengthOf(span));
  });
});
