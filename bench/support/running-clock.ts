import { systemClock, type Clock } from '../../src-main/clock.ts';

/** The machine's clock, but with a wall that the bench sets. */
export interface RunningClock extends Clock {
  setWall(ms: number): void;
}

/** Makes a clock whose wall stands at `wallMs`. */
export function runningClock(wallMs: number): RunningClock {
  let wall = wallMs;
  return {
    ...systemClock,
    wallMs: () => wall,
    setWall: (ms) => {
      wall = ms;
    },
  };
}
