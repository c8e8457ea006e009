import type { Cancel, PageClock } from './page-clock.ts';

/** One timer that is set, moved and cleared. */
export interface Timer {
  /** Replaces what was set before. */
  set(ms: number, run: () => void): void;
  clear(): void;
  readonly pending: boolean;
}

/** Makes a timer that is not running. */
export function createTimer(clock: PageClock): Timer {
  let cancel: Cancel | null = null;
  const clear = () => {
    cancel?.();
    cancel = null;
  };
  return {
    set(ms, run) {
      clear();
      cancel = clock.after(ms, () => {
        cancel = null;
        run();
      });
    },
    clear,
    get pending() {
      return cancel !== null;
    },
  };
}
