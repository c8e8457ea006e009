import type { Filter } from '../../src-shared/protocol/filter.ts';
import { keepsColumn } from './keeps-column.ts';
import type { ShownMetric } from './model.ts';
import type { RefillNeed } from './refill.ts';
import { periodOf, type SampleStore } from './sample-store.ts';

/** What a need is worked out from. */
export interface RefillFacts {
  readonly store: SampleStore;
  readonly pausedAtMs: number | null;
  readonly shown: readonly ShownMetric[];
  readonly filter: Filter;
  readonly intervalMs: number;
}

/** All that the page's samples are kept for; `null` before the first. */
export function refillNeed({ store, pausedAtMs, shown, filter, intervalMs }: RefillFacts): RefillNeed | null {
  const startMs = store.keptFromMs(pausedAtMs);
  if (startMs === null || store.newestMs === null) return null;
  return {
    metrics: shown,
    span: { startMs, endMs: store.newestMs },
    periodOf: ({ id }) => periodOf(id, intervalMs),
    keeps: (id, key) => keepsColumn(filter, id, key),
  };
}
