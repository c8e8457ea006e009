import type { ConnectionPhase } from '../state/model.ts';

/** What a card shows instead of, or besides, its numbers. */
export type CardState = 'unsupported' | 'connecting' | 'retrying' | 'stale' | 'empty' | 'paused' | 'live';

/** What a card's state depends on. */
export interface CardFacts {
  readonly phase: ConnectionPhase;
  readonly unsupported: boolean;
  readonly paused: boolean;
  /** Time from the metric's newest value to the right end of the charts, in ms; `null` before the first. */
  readonly ageMs: number | null;
  /** Longest expected time between two values, in ms. */
  readonly periodMs: number;
  /** The metric has instances, and the newest value holds none. */
  readonly empty: boolean;
}

/** A value may be this many periods late, and at least `graceMs`, before its card says so. */
const latePeriods = 3;
const graceMs = 10_000;

/** Picks the one state a card is in; the graver ones come first. */
export function cardState(facts: CardFacts): CardState {
  if (facts.unsupported) return 'unsupported';
  if (facts.ageMs === null) return 'connecting';
  if (facts.phase === 'retrying' || facts.phase === 'connecting') return 'retrying';
  if (facts.phase === 'stale' || isLate(facts.ageMs, facts.periodMs)) return 'stale';
  if (facts.paused) return 'paused';
  return facts.empty ? 'empty' : 'live';
}

function isLate(ageMs: number, periodMs: number): boolean {
  return ageMs > Math.max(latePeriods * periodMs, graceMs);
}
