import * as v from 'valibot';
import { Fault } from '../../../src-shared/fault.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { limits } from '../../../src-shared/protocol/limits.ts';
import type { Outcome } from '../control.ts';

const inForceSchema = v.object({ filter: v.object({ fast: v.optional(v.array(v.string()), []) }) });

/**
 * What came of the wishes of all, as one tab is told it: `fastLeftOut` only where one of its own metrics is not read faster,
 * and also where the stream has no room for it beside those of others.
 */
export function outcomeForTab({ fast = [] }: Filter, union: Filter, outcome: Outcome): Outcome {
  if (outcome === null || outcome instanceof Fault) return outcome;
  const { fastLeftOut, ...rest } = outcome;
  if (fast.some((id) => union.fast?.includes(id) !== true)) return { ...rest, fastLeftOut: fullWords };
  const inForce = v.safeParse(inForceSchema, outcome);
  const isWhole = inForce.success && fast.every((id) => inForce.output.filter.fast.includes(id));
  return isWhole || fastLeftOut === undefined ? rest : { ...rest, fastLeftOut };
}

const fullWords = `Other tabs of this browser have ${String(limits.fastMetrics)} cards focused, which is all that one browser may. End the focus in one of them first.`;
