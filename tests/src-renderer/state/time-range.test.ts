import { describe, expect, test } from 'vitest';
import {
  clampSpan,
  getsOn,
  longestRangeMs,
  panSpan,
  shortestRangeMs,
  zoomSpan,
} from '../../../src-renderer/state/time-range.ts';

const nowMs = 1_700_000_000_000;

describe('a stretch of time', () => {
  test('that reaches beyond now is moved back as a whole', () => {
    expect(clampSpan({ startMs: nowMs - 30_000, endMs: nowMs + 30_000 }, nowMs)).toEqual({
      startMs: nowMs - 60_000,
      endMs: nowMs,
    });
  });

  test('may be given from right to left', () => {
    expect(clampSpan({ startMs: nowMs, endMs: nowMs - 60_000 }, nowMs)).toEqual({
      startMs: nowMs - 60_000,
      endMs: nowMs,
    });
  });

  test('that is too short grows on both sides, one that is too long shrinks', () => {
    expect(clampSpan({ startMs: nowMs - 51_000, endMs: nowMs - 49_000 }, nowMs)).toEqual({
      startMs: nowMs - 50_000 - shortestRangeMs / 2,
      endMs: nowMs - 50_000 + shortestRangeMs / 2,
    });
    const { startMs, endMs } = clampSpan({ startMs: 0, endMs: nowMs }, nowMs);
    expect(endMs - startMs).toBe(longestRangeMs);
  });

  test('keeps within reach: it is moved there, and no longer than that', () => {
    const minute = 60_000;
    const reachMs = 15 * minute;
    const clamped = (fromMin: number, toMin: number) => {
      const span = clampSpan({ startMs: nowMs - fromMin * minute, endMs: nowMs - toMin * minute }, nowMs, reachMs);
      return [(nowMs - span.startMs) / minute, (nowMs - span.endMs) / minute];
    };
    expect(clamped(40, 35)).toEqual([15, 10]);
    expect(clamped(40, 0)).toEqual([15, 0]);
    expect(clamped(9, 8)).toEqual([9, 8]);
    expect(clamped(18, -3)).toEqual([15, 0]);
  });

  test('a step at the limit gets nowhere, also when the limit has gone on', () => {
    const minute = 60_000;
    const reached = (span: { startMs: number; endMs: number }, laterMs: number) =>
      clampSpan(span, nowMs + laterMs, 15 * minute);
    const oldest = { startMs: nowMs - 15 * minute, endMs: nowMs - 10 * minute };
    for (const laterMs of [0, 5_000]) {
      const step = (wanted: typeof oldest) => getsOn(oldest, wanted, reached(wanted, laterMs));
      expect(step(panSpan(oldest, -0.5))).toBe(false);
      expect(step(panSpan(oldest, 0.5))).toBe(true);
      expect(step(zoomSpan(oldest, nowMs - 12 * minute, 2))).toBe(true);
      expect(step(zoomSpan(oldest, nowMs - 12 * minute, 0.5))).toBe(true);
    }
    const whole = { startMs: nowMs - 15 * minute, endMs: nowMs };
    const longer = zoomSpan(whole, nowMs, 2);
    expect(getsOn(whole, longer, reached(longer, 0))).toBe(false);
    const later = panSpan(whole, 1);
    expect(getsOn(whole, later, reached(later, 0))).toBe(false);
  });

  test('is zoomed round the moment under the pointer', () => {
    expect(zoomSpan({ startMs: 0, endMs: 100_000 }, 75_000, 0.5)).toEqual({ startMs: 37_500, endMs: 87_500 });
    expect(zoomSpan({ startMs: 0, endMs: 20_000 }, 10_000, 0.001)).toEqual({ startMs: 5_000, endMs: 15_000 });
  });

  test('is moved by a share of its length', () => {
    expect(panSpan({ startMs: 0, endMs: 100_000 }, -0.5)).toEqual({ startMs: -50_000, endMs: 50_000 });
  });
});
