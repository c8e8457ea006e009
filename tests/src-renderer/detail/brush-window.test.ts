import { describe, expect, test } from 'vitest';
import { brushKey, brushSpan, brushTitle, moveBrush } from '../../../src-renderer/detail/brush-window.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = 1_700_000_000_000;
const span = { startMs: now - 7 * day, endMs: now };
const range = { startMs: now - 2 * day, endMs: now - day };

describe('the strip below a chart', () => {
  test.each([
    ['the last day', now - day, now, 7, 'Last 7 days'],
    ['a week: there must be room to move', now - 7 * day, now, 30, 'Last 30 days'],
    ['an hour three weeks ago', now - 21 * day, now - 21 * day + hour, 30, 'Last 30 days'],
    ['two months', now - 60 * day, now, 90, 'Last 90 days'],
    ['a day half a year ago', now - 180 * day, now - 179 * day, 365, 'Last year'],
    ['more than anything that is kept', now - 900 * day, now, 730, 'Last 2 years'],
  ])('reaches far enough for %s', (_, startMs, endMs, days, title) => {
    const found = brushSpan({ startMs, endMs }, now);
    expect(found).toEqual({ startMs: now - days * day, endMs: now });
    expect(brushTitle(found)).toBe(title);
  });

  test('the window keeps its length and stays within', () => {
    expect(moveBrush(range, 'window', hour, span)).toEqual({
      startMs: range.startMs + hour,
      endMs: range.endMs + hour,
    });
    expect(moveBrush(range, 'window', 9 * day, span)).toEqual({ startMs: now - day, endMs: now });
    expect(moveBrush(range, 'window', -9 * day, span)).toEqual({ startMs: span.startMs, endMs: span.startMs + day });
  });

  test('an end never passes the other', () => {
    expect(moveBrush(range, 'start', 5 * day, span)).toEqual({ startMs: range.endMs - 60_000, endMs: range.endMs });
    expect(moveBrush(range, 'end', -5 * day, span)).toEqual({ startMs: range.startMs, endMs: range.startMs + 60_000 });
    expect(moveBrush(range, 'end', 5 * day, span).endMs).toBe(now);
  });

  test('keys move a little, with Shift ten times as far, by a whole window, or to the end', () => {
    const little = brushKey('ArrowRight', false, range, 'window', span) ?? 0;
    expect(little).toBeGreaterThan(0);
    expect(brushKey('ArrowRight', true, range, 'window', span)).toBe(10 * little);
    expect(brushKey('ArrowLeft', false, range, 'start', span)).toBe(-little);
    expect(brushKey('PageDown', false, range, 'window', span)).toBe(-day);
    expect(brushKey('PageDown', false, range, 'end', span)).toBeNull();
    expect(brushKey('End', false, range, 'end', span)).toBe(7 * day);
    expect(brushKey('x', false, range, 'window', span)).toBeNull();
  });
});
