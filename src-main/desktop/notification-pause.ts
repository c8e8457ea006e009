import type { Clock } from '../clock.ts';
import type { KeptShell } from './kept-shell.ts';

/** Quiet on this desktop: alerts are watched, logged and told to everybody else as before. */
export interface NotificationPause {
  /** Until when: ms since the epoch, `resumed` for until somebody resumes; `null` while there is none. */
  until(): number | 'resumed' | null;
  begin(until: number | 'resumed'): void;
  end(): void;
}

/** Takes up a pause that was begun before the last start. */
export function createNotificationPause(
  clock: Pick<Clock, 'wallMs'>,
  kept: Pick<KeptShell, 'read' | 'change'>,
): NotificationPause {
  return {
    until() {
      const { pausedUntil } = kept.read();
      return typeof pausedUntil === 'number' && pausedUntil <= clock.wallMs() ? null : pausedUntil;
    },
    begin(until) {
      kept.change({ pausedUntil: until });
    },
    end() {
      kept.change({ pausedUntil: null });
    },
  };
}
