import type { Cancel, Clock } from '../clock.ts';

/** Time for which a file must be missed before it counts as removed, ms. */
const believeAfterMs = 5_000;

/** Whether a file that is not there is gone for good. */
interface Absence {
  /** Told that it was missed once more. @returns true where it has been missed for long enough */
  isSure(): boolean;
  /** Told that it is there. */
  over(): void;
}

/**
 * Tells a file that was removed from one that an editor has just put away to write it anew.
 * @param lookAgain called when the next look can be sure
 */
export function createAbsence(clock: Clock, lookAgain: () => void): Absence {
  let missedSinceMs: number | null = null;
  let cancel: Cancel = () => undefined;

  return {
    isSure() {
      if (missedSinceMs !== null) return clock.monotonicMs() - missedSinceMs >= believeAfterMs;
      missedSinceMs = clock.monotonicMs();
      cancel = clock.after(believeAfterMs, lookAgain);
      return false;
    },
    over() {
      missedSinceMs = null;
      cancel();
    },
  };
}
