import type { Cancel, Clock } from '../clock.ts';
import type { Surroundings } from './surroundings.ts';

/** So long an app counts as there after it has said so, ms: it says so again with every fourth long poll. */
const staysMs = 60_000;

/** The desktop app that shows this server without having started it. */
export interface AttachedDesktop {
  /** Says that it is there. */
  readonly announce: (hasUpdates: boolean) => void;
  /** What the server runs in, as long as such an app is there; `null` while none is. */
  readonly surroundings: () => Surroundings | null;
  readonly close: () => void;
}

/**
 * Remembers whether a desktop app is attached: its settings are kept with those of the server that it shows.
 * @param onChange told when one comes, goes, or can get updates now
 */
export function createAttachedDesktop(clock: Clock, onChange: () => void): AttachedDesktop {
  let attached: Surroundings | null = null;
  let cancel: Cancel = () => undefined;

  function enter(next: Surroundings | null): void {
    const isOther = next?.hasUpdates !== attached?.hasUpdates;
    attached = next;
    if (isOther) onChange();
  }

  return {
    announce(hasUpdates) {
      cancel();
      cancel = clock.after(staysMs, () => {
        enter(null);
      });
      enter({ isDesktop: true, hasUpdates });
    },
    surroundings: () => attached,
    close() {
      cancel();
    },
  };
}
