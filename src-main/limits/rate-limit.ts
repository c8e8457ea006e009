import type { Clock } from '../clock.ts';

/** Says whether one more message may come in now. */
export type Allow = () => boolean;

/** A token bucket: `burst` messages at once, refilled with `perSecond`. */
export function createRateLimit(clock: Clock, perSecond: number, burst: number): Allow {
  let tokens = burst;
  let filledAtMs = clock.monotonicMs();
  return () => {
    const nowMs = clock.monotonicMs();
    tokens = Math.min(burst, tokens + ((nowMs - filledAtMs) / 1000) * perSecond);
    filledAtMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
