import type { Filter } from '../../src-shared/protocol/filter.ts';
import { type FilterPlan, planFilter } from '../../src-shared/protocol/filter-plan.ts';

/** Prepares filters: viewers with the same one share a plan, which weighs more than all else that is known of them. */
export type Plans = (filter: Filter, windowMs: number | null) => FilterPlan;

/** Plans that are remembered for the next viewer; those in use live on with theirs. */
const mostKnown = 64;

/** Remembers nothing yet. */
export function createPlans(): Plans {
  const known = new Map<string, FilterPlan>();
  return (filter, windowMs) => {
    const key = JSON.stringify([filter, windowMs]);
    const plan = known.get(key) ?? planFilter(filter, windowMs);
    // The one asked for last is forgotten last.
    known.delete(key);
    known.set(key, plan);
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    return plan;
  };
}
