import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPace } from '../../../src-renderer/charts/pace.ts';

describe('a pace', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('runs at once, and then no more often than it allows, the last time not left out', () => {
    const run = vi.fn();
    const pace = createPace(100, run);
    for (let i = 0; i < 10; i += 1) pace.ask();
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(run).toHaveBeenCalledTimes(2);
  });

  test('what is still to come can be forgotten', () => {
    const run = vi.fn();
    const pace = createPace(100, run);
    pace.ask();
    pace.ask();
    pace.drop();
    vi.advanceTimersByTime(1_000);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
