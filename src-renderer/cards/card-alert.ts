import { isFiring, type AlertStatus, type Transition } from '../../src-shared/protocol/alerts.ts';
import { parseSeries } from '../../src-shared/metrics/series.ts';
import { worstAt, type AlertThen } from '../moments/alert-at.ts';
import type { ShownMetric } from '../state/model.ts';
import type { Card } from './card.svelte.ts';

/** What fires on a card, and how grave it is. */
export interface CardAlert {
  readonly level: 'warn' | 'critical';
  readonly status: AlertStatus;
}

/**
 * The gravest alert of some metrics.
 * @param firing what fires, the gravest first
 */
export function alertOf(firing: readonly AlertStatus[], metrics: readonly ShownMetric[]): CardAlert | null {
  for (const status of firing) {
    const metric = parseSeries(status.series)?.metric;
    if (isFiring(status.state) && metrics.some(({ id }) => id === metric)) return { level: status.state, status };
  }
  return null;
}

/**
 * How grave the alert on one field of a card is, also one on a share that the field is a part of; empty for none, and for
 * numbers that are not of now.
 * @param instance `null` for any
 */
export function fieldLevel(
  { dashboard, metric, muted, thenMs }: Pick<Card, 'dashboard' | 'metric' | 'muted' | 'thenMs'>,
  field: string,
  instance: string | null = null,
): CardAlert['level'] | '' {
  if (muted || thenMs !== null) return '';
  const speaksOf = (one: AlertStatus) => {
    const parsed = parseSeries(one.series);
    if (parsed?.metric !== metric.id || (instance !== null && one.instance !== instance)) return false;
    return parsed.field === field || metric.series[parsed.field]?.shareOf?.part === field;
  };
  return alertOf(dashboard.alerts.firing.filter(speaksOf), [metric])?.level ?? '';
}

/** What is known of the alerts of some metrics, the newest first. */
export function transitionsOf(log: readonly Transition[], metrics: readonly ShownMetric[]): readonly Transition[] {
  return log.filter(({ series }) => metrics.some(({ id }) => id === parseSeries(series)?.metric));
}

/** The gravest alert at a moment of the past that fired then; `null` where none did, or nobody knows. */
export function firedAt(
  transitions: readonly Transition[],
  ms: number,
): (AlertThen & { state: CardAlert['level'] }) | null {
  const places = new Map(transitions.map((one) => [`${one.series} ${one.instance}`, one]));
  const then = worstAt(transitions, [...places.values()], ms);
  return then !== null && isFiring(then.state) ? { ...then, state: then.state } : null;
}
