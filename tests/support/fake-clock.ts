import type { Clock } from '../../src-main/clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Lets time pass on both clocks; timers fire in order, each at its own moment. */
  advance(ms: number): void;
  /** Lets time pass while the process stands still: timers that became due fire, late, with the next `advance`. */
  stall(ms: number): void;
  /** Sets the wall clock only, as somebody correcting it would. */
  stepWall(ms: number): void;
  /** Timers that have not fired and were not cancelled. */
  pending(): number;
}

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** Makes a clock; `wallMs` is the first reading of its wall clock. */
export function createFakeClock(wallMs = 1_700_000_000_000): FakeClock {
  let now = 0;
  let offsetMs = wallMs;
  let timers: Timer[] = [];

  function nextUntil(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.atMs <= endMs && (next === undefined || timer.atMs < next.atMs)) next = timer;
    }
    return next;
  }

  return {
    wallMs: () => offsetMs + now,
    monotonicMs: () => now,
    after(ms, run) {
      const timer = { atMs: now + Math.max(0, ms), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(ms) {
      const endMs = now + ms;
      for (let timer = nextUntil(endMs); timer !== undefined; timer = nextUntil(endMs)) {
        const due = timer;
        timers = timers.filter((one) => one !== due);
        now = Math.max(now, due.atMs);
        due.run();
      }
      now = endMs;
    },
    stall(ms) {
      now += ms;
    },
    stepWall(ms) {
      offsetMs += ms;
    },
    pending: () => timers.length,
  };
}
