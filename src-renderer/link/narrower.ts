import type { MetricId } from '../../src-shared/metrics/registry.ts';
import { passesWindow, type FilterPlan } from '../../src-shared/protocol/filter-plan.ts';
import { keepInstances } from '../../src-shared/protocol/keep-instances.ts';
import type { PageSample } from './incoming.ts';

/** Leaves of a run of samples what a filter lets through. */
export interface Narrower {
  /** The samples in order of their numbers; `null` where the filter leaves nothing of one. */
  take(sample: PageSample, plan: FilterPlan): PageSample | null;
}

/**
 * Makes one for a run of samples. The stream may carry more than this page asked for, because other tabs read it too:
 * what is left is what the server would have sent for the page's own filter, windows included. Tables stay as the stream
 * has them: whether their cut is the page's own is for `own-table.ts` to see.
 */
export function createNarrower(): Narrower {
  let previousT: number | null = null;
  /** Newest readings since the last sample that passed. */
  let gathered = new Map<MetricId, unknown>();
  return {
    take({ t, values }, plan) {
      const passes = passesWindow(t, previousT, plan.windowMs);
      previousT = t;
      for (const [id, value] of values) gathered.set(id, value);
      if (!passes) return null;
      const left = new Map<MetricId, unknown>();
      for (const metric of plan.metrics) {
        const value = gathered.get(metric.id);
        if (value !== undefined) left.set(metric.id, keepInstances(metric, value));
      }
      gathered = new Map();
      return left.size === 0 ? null : { t, values: left };
    },
  };
}
