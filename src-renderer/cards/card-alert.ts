import { isFiring, type AlertStatus } from '../../src-shared/protocol/alerts.ts';
import { parseSeries } from '../../src-shared/metrics/series.ts';
import type { ShownMetric } from '../state/model.ts';

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

/** How grave the alerts on one field of a card are; also those on a share that the field is a part of. */
export function fieldAlert(firing: readonly AlertStatus[], metric: ShownMetric, field: string): CardAlert | null {
  const speaksOf = ({ series }: AlertStatus) => {
    const parsed = parseSeries(series);
    if (parsed?.metric !== metric.id) return false;
    return parsed.field === field || metric.series[parsed.field]?.shareOf?.part === field;
  };
  return alertOf(firing.filter(speaksOf), [metric]);
}
