/** Cancels a timer; calling it twice does nothing. */
export type Cancel = () => void;

/**
 * Time as the pipeline sees it; tests bring their own.
 */
export interface Clock {
  /** Milliseconds since the epoch, UTC. Jumps when somebody sets the clock. */
  wallMs(): number;
  /** Milliseconds since some fixed moment. Never jumps; on Linux it stands still during suspend. */
  monotonicMs(): number;
  /** Calls `run` once, `ms` later on the monotonic clock. */
  after(ms: number, run: () => void): Cancel;
}

/** The machine's own clocks. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
