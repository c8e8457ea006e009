import type { Hello } from '../../src-shared/protocol/events.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import { keepsColumn } from './keeps-column.ts';
import { longestSampledMs, type ShownMetric } from './model.ts';
import type { PastNeed } from './past-reader.ts';
import { keptMs, periodOf } from './sample-store.ts';
import type { TimeRange } from './time-range.ts';

/** What a need is worked out from. */
export interface PastFacts {
  readonly range: TimeRange;
  readonly newestMs: number;
  readonly hello: Hello | null;
  readonly hasHistory: boolean;
  readonly shown: readonly ShownMetric[];
  readonly filter: Filter;
  readonly still: boolean;
  /** The frozen picture can no longer be drawn from the page's own samples. */
  readonly isFading: boolean;
}

/** What has to be read from the history; `null` where the page's own samples fill the range, or there is none. */
export function pastNeed(facts: PastFacts): PastNeed | null {
  const { newestMs, hello, hasHistory, shown, filter, still, isFading } = facts;
  if (!hasHistory || hello === null) return null;
  const range = isFading ? { ...facts.range, live: false } : facts.range;
  const isSampled = range.live ? range.endMs - range.startMs <= longestSampledMs : range.startMs >= newestMs - keptMs;
  if (isSampled) return null;
  const offered = new Set(hello.definitions.map(({ id }) => id));
  const tiers = hello.history?.tiers ?? [];
  const oldest = tiers.flatMap(({ oldestMs }) => oldestMs ?? []);
  return {
    range,
    newestMs,
    still,
    metrics: shown.filter(({ id }) => offered.has(id)),
    tiers,
    beganMs: oldest.length === 0 ? null : Math.min(...oldest),
    periodOf: ({ id }) => periodOf(id, hello.intervalMs),
    keeps: (id, key) => keepsColumn(filter, id, key),
  };
}
