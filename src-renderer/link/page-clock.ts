/** Cancels a timer; calling it twice does nothing. */
export type Cancel = () => void;

/** Time as the page's connection sees it; tests bring their own. */
export interface PageClock {
  /** Milliseconds since the epoch by this device's clock. */
  wallMs(): number;
  /** Milliseconds since some fixed moment; never jumps. */
  monotonicMs(): number;
  /** Calls `run` once, `ms` later. Browsers hold timers of hidden pages back, so check the clock in `run`. */
  after(ms: number, run: () => void): Cancel;
}

/** The browser's own clocks. */
export const browserClock: PageClock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
