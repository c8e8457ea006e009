import type { BlockOf } from '../../src-shared/metrics/definition.ts';
import type { RangeRule } from '../charts/value-axis.ts';
import type { Card } from './card.svelte.ts';

/** The value axis of a chart of fields: up to a fixed top, or to that of another field; else to a round number. */
export function linesRange(card: Pick<Card, 'number' | 'whole'>, { top: wanted }: BlockOf<'lines'>): RangeRule {
  const top = typeof wanted === 'string' ? (card.number(wanted) ?? card.whole(wanted)) : wanted;
  return top === null || top <= 0 ? { kind: 'round' } : { kind: 'fixed', min: 0, max: top };
}

/** The value axis of a chart with a line for each instance. */
export function instanceLinesRange({ top, bottom }: BlockOf<'instanceLines'>): RangeRule {
  return top === null ? { kind: 'round' } : { kind: 'fixed', min: bottom ?? 0, max: top };
}
