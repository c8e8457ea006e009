import type { PageClock } from '../link/page-clock.ts';
import { createTimer } from '../link/timer.ts';

/** So long may nothing come where ten samples a second are due, ms. */
export const quietMs = 3_000;

/** A page that stood still for longer counts it as one step: what came meanwhile is about to be told. */
const stepMs = 500;

/** Tells, once, that what should come again and again stays away. */
export interface QuietWatch {
  /** It is due from now on. */
  readonly start: () => void;
  /** It has come. */
  readonly heard: () => void;
  readonly stop: () => void;
}

/** @param canCome false while nothing can, so that the time does not count */
export function createQuietWatch(clock: PageClock, canCome: () => boolean, onQuiet: () => void): QuietWatch {
  const timer = createTimer(clock);
  let leftMs = quietMs;
  const heard = () => {
    leftMs = quietMs;
  };
  const step = () => {
    leftMs = canCome() ? leftMs - stepMs : quietMs;
    if (leftMs < 0) onQuiet();
    else timer.set(stepMs, step);
  };
  return {
    start() {
      heard();
      timer.set(stepMs, step);
    },
    heard,
    stop() {
      timer.clear();
    },
  };
}
