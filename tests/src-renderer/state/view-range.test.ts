import { describe, expect, test, vi } from 'vitest';
import type { TimeSpan } from '../../../src-renderer/state/time-range.ts';
import { createViewRange } from '../../../src-renderer/state/view-range.svelte.ts';
import type { WindowMs } from '../../../src-renderer/state/model.ts';

const nowMs = 1_700_000_000_000;
const minute = 60_000;
const day: WindowMs = 86_400_000;

function setUp({
  windowMs = 300_000,
  fixed = null,
  reachMs = Infinity,
}: { windowMs?: WindowMs; fixed?: TimeSpan | null; reachMs?: number } = {}) {
  const onChange = vi.fn();
  const view = createViewRange({ windowMs, fixed, liveEndMs: () => nowMs, reachMs: () => reachMs, onChange });
  /** What is shown, in minutes before now. */
  const shown = () => [(nowMs - view.range.startMs) / minute, (nowMs - view.range.endMs) / minute];
  return { view, shown, onChange };
}

const ago = (from: number, to: number): TimeSpan => ({ startMs: nowMs - from * minute, endMs: nowMs - to * minute });

describe('the range of the page', () => {
  test('a window beyond reach is the longest within it, and cannot be chosen', () => {
    const { view, shown, onChange } = setUp({ windowMs: day, reachMs: 15 * minute });
    expect(view.windowMs).toBe(15 * minute);
    expect(shown()).toEqual([15, 0]);
    view.setWindow(day);
    expect(onChange).not.toHaveBeenCalled();
    view.setWindow(minute);
    expect(shown()).toEqual([1, 0]);
    expect(setUp({ windowMs: day }).view.windowMs).toBe(day);
  });

  test('whoever moves it keeps within reach, whatever moves it', () => {
    const { view, shown } = setUp({ reachMs: 15 * minute });
    view.setRange(ago(40, 35));
    expect(shown()).toEqual([15, 10]);
    view.setRange(ago(60, 0));
    expect(shown()).toEqual([15, 0]);
    view.draw(ago(40, 35));
    expect(view.drawn).toEqual(ago(15, 10));
  });

  test('a stretch of the address that lies out of reach is the live window, one that is too long its newest part', () => {
    const gone = setUp({ fixed: ago(80, 20), reachMs: 15 * minute });
    expect(gone.view.range.live).toBe(true);
    expect(gone.view.fixed).toBeNull();
    expect(gone.shown()).toEqual([5, 0]);
    expect(setUp({ fixed: ago(80, 2), reachMs: 15 * minute }).shown()).toEqual([17, 2]);
    expect(setUp({ fixed: ago(80, 20) }).shown()).toEqual([80, 20]);
  });

  test('what a gesture draws is ahead of the range until it has ended, and is told to nobody', () => {
    const { view, shown, onChange } = setUp();
    expect(view.moving).toBe(false);
    view.draw(ago(30, 25));
    expect(view.moving).toBe(true);
    expect(view.drawn).toEqual(ago(30, 25));
    expect(shown()).toEqual([5, 0]);
    expect(onChange).not.toHaveBeenCalled();
    view.setRange(ago(30, 25));
    view.draw(null);
    expect(view.moving).toBe(false);
    expect(view.drawn).toEqual({ ...ago(30, 25), live: false });
    expect(shown()).toEqual([30, 25]);
  });

  test('a range that reaches now and is as long as the window is live again', () => {
    const { view } = setUp();
    view.setRange(ago(10, 5));
    expect(view.range.live).toBe(false);
    view.setRange(ago(5, 0));
    expect(view.range.live).toBe(true);
    expect(view.fixed).toBeNull();
  });
});
