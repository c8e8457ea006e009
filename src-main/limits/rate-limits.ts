import type { Clock } from '../clock.ts';
import { createRateLimit, type Allow } from './rate-limit.ts';

/** Most askers that are told apart at once; of more, those that asked longest ago begin anew. */
const mostAskers = 4_096;

/** Says whether one more message of somebody may come in now. */
export type AllowFor = (asker: string) => boolean;

interface Bucket {
  readonly allow: Allow;
  usedMs: number;
}

/** A token bucket for each asker, forgotten as soon as it is full again. */
export function createRateLimits(clock: Clock, perSecond: number, burst: number, most = mostAskers): AllowFor {
  const fullAfterMs = (burst / perSecond) * 1_000;
  /** Whoever asked longest ago comes first. */
  const buckets = new Map<string, Bucket>();
  return (asker) => {
    const nowMs = clock.monotonicMs();
    const bucket = buckets.get(asker) ?? { allow: createRateLimit(clock, perSecond, burst), usedMs: nowMs };
    bucket.usedMs = nowMs;
    buckets.delete(asker);
    buckets.set(asker, bucket);
    for (const [oldest, { usedMs }] of buckets) {
      if (buckets.size <= most && nowMs - usedMs < fullAfterMs) break;
      buckets.delete(oldest);
    }
    return bucket.allow();
  };
}
