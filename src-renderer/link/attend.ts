import { watchAttention, type AttentionParts } from './attention.ts';
import { browserClock } from './page-clock.ts';

/** What follows whether anybody looks. */
interface Attending {
  readonly start: () => void;
  readonly stop: () => void;
  readonly slowDown: AttentionParts['onAway'];
  readonly speedUp: AttentionParts['onBack'];
  readonly wake: AttentionParts['onWake'];
}

/** Starts what a page in this browser shows; returns the way to end it. */
export function attend({ start, stop, slowDown, speedUp, wake }: Attending): () => void {
  const stopWatching = watchAttention({
    clock: browserClock,
    page: document,
    network: window,
    onAway: slowDown,
    onBack: speedUp,
    onWake: wake,
  });
  start();
  return () => {
    stopWatching();
    stop();
  };
}
