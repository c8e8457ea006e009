import type { PageClock } from './page-clock.ts';
import { createTimer } from './timer.ts';

/** A glance at another tab is not worth slowing down for. */
const glanceMs = 2_000;

/** The parts of `document` and `window` that tell whether anybody looks and whether there is a network. */
export interface AttentionParts {
  readonly clock: PageClock;
  readonly page: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;
  readonly network: Pick<Window, 'addEventListener' | 'removeEventListener'>;
  /** The page has been hidden for more than a glance. */
  readonly onAway: () => void;
  /** It is looked at again. */
  readonly onBack: () => void;
  /** The page or the network has come back: what waits may be tried at once. */
  readonly onWake: () => void;
}

/** Watches both; returns the way to stop. */
export function watchAttention({ clock, page, network, onAway, onBack, onWake }: AttentionParts): () => void {
  const timer = createTimer(clock);
  let away = false;
  const look = () => {
    if (page.hidden) {
      timer.set(glanceMs, () => {
        away = true;
        onAway();
      });
      return;
    }
    timer.clear();
    onWake();
    if (away) onBack();
    away = false;
  };
  page.addEventListener('visibilitychange', look);
  network.addEventListener('online', onWake);
  if (page.hidden) look();
  return () => {
    timer.clear();
    page.removeEventListener('visibilitychange', look);
    network.removeEventListener('online', onWake);
  };
}
