import type { Presence } from '../../src-shared/protocol/events.ts';
import type { Cancel, Clock } from '../clock.ts';

/** Shortest time between two announcements, ms. */
const pauseMs = 1_000;

/** Tells everybody who watches, at most once a second. */
export interface PresenceTeller {
  /** Who watches may have changed. With `anyway` everybody is told even when nothing has: somebody joined. */
  changed(anyway: boolean): void;
  /** Tells no more. */
  close(): void;
}

/** @param count looks who watches; asked at most once a second, for it walks over all viewers */
export function createPresenceTeller<Census extends Presence>(
  clock: Clock,
  count: () => Census,
  announce: (presence: Census) => void,
): PresenceTeller {
  let told = '';
  let toldAtMs = -Infinity;
  let mustTell = false;
  let waiting: Cancel | null = null;
  let closed = false;

  function tell(): void {
    waiting = null;
    const now = count();
    const text = JSON.stringify(now);
    if (text === told && !mustTell) return;
    told = text;
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
