import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { afterFrame, afterFrames, noFrameMs } from '../../../src-renderer/chrome/after-frame.ts';

let frames = new Map<number, () => void>();
let asked = 0;

beforeEach(() => {
  vi.useFakeTimers();
  frames = new Map();
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
    asked += 1;
    frames.set(asked, run);
    return asked;
  });
  vi.stubGlobal('cancelAnimationFrame', (handle: number) => frames.delete(handle));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Draws a frame, and lets the tasks after it run. */
function draw(): void {
  const due = [...frames.values()];
  frames.clear();
  for (const run of due) run();
  vi.advanceTimersByTime(1);
}

test('runs in a task after the next frame, once', () => {
  const run = vi.fn<() => void>();
  afterFrame(run);
  vi.advanceTimersByTime(noFrameMs - 1);
  expect(run).not.toHaveBeenCalled();
  draw();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(noFrameMs);
  draw();
  expect(run).toHaveBeenCalledTimes(1);
});

test('runs where no frame comes, and asks for none any more', () => {
  const run = vi.fn<() => void>();
  for (let n = 0; n < 100; n += 1) {
    afterFrames(2, run);
    vi.advanceTimersByTime(2 * noFrameMs);
  }
  expect(run).toHaveBeenCalledTimes(100);
  expect(frames.size).toBe(0);
});

test('runs after as many frames as are asked for', () => {
  const run = vi.fn<() => void>();
  afterFrames(2, run);
  draw();
  expect(run).not.toHaveBeenCalled();
  draw();
  expect(run).toHaveBeenCalledTimes(1);
});

test.each([0, 1])('is let be after %i frames', (drawn) => {
  const run = vi.fn<() => void>();
  const cancel = afterFrames(2, run);
  for (let n = 0; n < drawn; n += 1) draw();
  cancel();
  draw();
  draw();
  vi.advanceTimersByTime(5 * noFrameMs);
  expect(run).not.toHaveBeenCalled();
  expect(frames.size).toBe(0);
});
