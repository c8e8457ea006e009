import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { round } from './round.ts';

/** Finer resolutions cost more than all other readings: 10 ms takes six times the CPU time of 100 ms. */
const resolutionMs = 100;

/** The mean is taken no more often, because Node walks through some 17,000 buckets for it. */
const shortestMs = 900;

/** How late the event loop of this process runs its timers. */
export interface EventLoopLag {
  /** Mean in ms since the value before, never negative; `null` until an interval has ended. */
  take(atMs: number): number | null;
  /** Leaves out what was measured up to now. */
  restart(): void;
  close(): void;
}

/** The part of Node's histogram that is read; nanoseconds. */
export type LoopDelays = Pick<IntervalHistogram, 'count' | 'mean' | 'enable' | 'disable'>;

/**
 * Measures by Node's own histogram of timer intervals: what they exceed the resolution by is the lag. The histogram is
 * never reset, because that would lose the interval that runs, and with it the stall that the reading itself may cause.
 */
export function eventLoopLag(delay: LoopDelays = monitorEventLoopDelay({ resolution: resolutionMs })): EventLoopLag {
  delay.enable();
  let lastCount = 0;
  let lastSumMs = 0;
  let takenMs = Number.NEGATIVE_INFINITY;
  let lag: number | null = null;

  function sumMs(): number {
    return delay.count === 0 ? 0 : (delay.mean * delay.count) / 1e6;
  }

  return {
    take: (atMs) => {
      if (atMs - takenMs < shortestMs) return lag;
      takenMs = atMs;
      const intervals = delay.count - lastCount;
      const sum = sumMs();
      lag = intervals === 0 ? null : round(Math.max(0, (sum - lastSumMs) / intervals - resolutionMs), 2);
      lastCount += intervals;
      lastSumMs = sum;
      return lag;
    },
    restart: () => {
      lastCount = delay.count;
      lastSumMs = sumMs();
      takenMs = Number.NEGATIVE_INFINITY;
    },
    close: () => {
      delay.disable();
    },
  };
}
