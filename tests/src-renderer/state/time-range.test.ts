import { describe, expect, test } from 'vitest';
import {
  clampSpan,
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

  test('is zoomed round the moment under the pointer', () => {
    expect(zoomSpan({ startMs: 0, endMs: 100_000 }, 75_000, 0.5)).toEqual({ startMs: 37_500, endMs: 87_500 });
    expect(zoomSpan({ startMs: 0, endMs: 20_000 }, 10_000, 0.001)).toEqual({ startMs: 5_000, endMs: 15_000 });
  });

  test('is moved by a share of its length', () => {
    expect(panSpan({ startMs: 0, endMs: 100_000 }, -0.5)).toEqual({ startMs: -50_000, endMs: 50_000 });
  });
});
