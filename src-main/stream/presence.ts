import type { Presence } from '../../src-shared/protocol/events.ts';
import type { Cancel, Clock } from '../clock.ts';

/** Shortest time between two announcements, ms. */
const pauseMs = 1_000;

/** Tells everybody who watches, at most once a second. */
export interface PresenceTeller {
  /** The counts may have changed. With `anyway` everybody is told even when they are the same: somebody joined. */
  changed(anyway: boolean): void;
  /** Tells no more. */
  close(): void;
}

/** @param count looks up the counts; asked at most once a second, for it walks over all viewers */
export function createPresenceTeller(
  clock: Clock,
  count: () => Presence,
  announce: (presence: Presence) => void,
): PresenceTeller {
  let told: Presence = { viewers: 0, sse: 0, poll: 0 };
  let toldAtMs = -Infinity;
  let mustTell = false;
  let waiting: Cancel | null = null;
  let closed = false;

  function tell(): void {
    waiting = null;
    const now = count();
    const same = now.sse === told.sse && now.poll === told.poll;
    if (same && !mustTell) return;
    told = now;
    toldAtMs = clock.monotonicMs();
    mustTell = false;
    announce(now);
  }

  return {
    changed(anyway) {
      mustTell ||= anyway;
      if (waiting !== null || closed) return;
      const restMs = toldAtMs + pauseMs - clock.monotonicMs();
      waiting = clock.after(Math.max(0, restMs), tell);
    },
    close() {
      closed = true;
      waiting?.();
      waiting = null;
    },
  };
}
