import { Fault } from '../../../src-shared/fault.ts';
import type { Outcome } from '../control.ts';
import { faultFromWire } from '../wire-fault.ts';
import type { TabMessageOf } from './tab-message.ts';

/** Writes the outcome of a wish for the tab that waits for it. */
export function writeOutcome(outcome: Outcome): TabMessageOf<'told'>['outcome'] {
  if (outcome === null) return null;
  if (outcome instanceof Fault) return { ok: false, error: outcome.toBody() };
  return typeof outcome.fastLeftOut === 'string' ? { ok: true, fastLeftOut: outcome.fastLeftOut } : { ok: true };
}

/** Reads what {@link writeOutcome} wrote. */
export function readOutcome(outcome: TabMessageOf<'told'>['outcome']): Outcome {
  if (outcome === null) return null;
  if (!outcome.ok) return faultFromWire(outcome.error);
  return outcome.fastLeftOut === undefined ? {} : { fastLeftOut: outcome.fastLeftOut };
}
