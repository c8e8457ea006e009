import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRangeMover, type MovableRange } from '../../../src-renderer/charts/range-mover.ts';
import type { PastState } from '../../../src-renderer/state/model.ts';
import type { TimeRange, TimeSpan } from '../../../src-renderer/state/time-range.ts';

const span = (from: number): TimeSpan => ({ startMs: from, endMs: from + 60_000 });

function setUp(live = false) {
  let range: TimeRange = { ...span(0), live };
  let phase: PastState['phase'] = 'ready';
  const page = {
    get range() {
      return range;
    },
    get past() {
      return { phase, problem: null, beganMs: null, retry: () => undefined };
    },
    reachable: (wanted: TimeSpan) => wanted,
    draw: vi.fn<MovableRange['draw']>(),
    setRange: vi.fn((wanted: TimeSpan) => {
      range = { ...wanted, live: false };
    }),
    backToLive: vi.fn(),
  };
  const mover = createRangeMover(
    () => page,
    () => Date.now(),
  );
  return {
    page,
    mover,
    read: (next: PastState['phase']) => {
      phase = next;
    },
  };
}

describe('moving the range while a gesture goes on', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('draws every step and asks for four in a second, the last one in any case', () => {
    const { page, mover } = setUp();
    for (let step = 1; step <= 60; step += 1) {
      mover.move(span(step));
      vi.advanceTimersByTime(16);
    }
    expect(page.draw).toHaveBeenCalledTimes(60);
    expect(page.setRange.mock.calls.length).toBeLessThanOrEqual(5);
    expect(page.setRange.mock.calls.length).toBeGreaterThanOrEqual(3);
    mover.settle();
    expect(page.setRange).toHaveBeenLastCalledWith(span(60));
    expect(page.draw).toHaveBeenLastCalledWith(null);
    expect(mover.wanted).toBeNull();
  });

  test('waits for an answer that is under way, but not for ever', () => {
    const { page, mover, read } = setUp();
    mover.move(span(1));
    read('loading');
    mover.move(span(2));
    vi.advanceTimersByTime(700);
    expect(page.setRange).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(400);
    expect(page.setRange).toHaveBeenCalledTimes(2);
    mover.move(span(3));
    vi.advanceTimersByTime(300);
    read('ready');
    vi.advanceTimersByTime(300);
    expect(page.setRange).toHaveBeenLastCalledWith(span(3));
  });

  test('given up, the range it began with counts, and nothing is asked any more', () => {
    const still = setUp();
    still.mover.move(span(1));
    still.mover.move(span(2));
    still.mover.giveUp();
    expect(still.page.setRange).toHaveBeenLastCalledWith({ ...span(0), live: false });
    expect(still.page.draw).toHaveBeenLastCalledWith(null);
    const asked = still.page.setRange.mock.calls.length;
    vi.advanceTimersByTime(2_000);
    expect(still.page.setRange).toHaveBeenCalledTimes(asked);
    const live = setUp(true);
    live.mover.move(span(1));
    live.mover.giveUp();
    expect(live.page.backToLive).toHaveBeenCalledOnce();
  });

  test('without a step there is nothing to end or to give up', () => {
    const { page, mover } = setUp();
    mover.settle();
    mover.giveUp();
    expect(page.setRange).not.toHaveBeenCalled();
    expect(page.draw).not.toHaveBeenCalled();
  });
});
