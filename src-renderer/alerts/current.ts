import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { visitSeries } from '../../src-shared/metrics/series.ts';
import { isFiring, type AlertStatus } from '../../src-shared/protocol/alerts.ts';
import { everyInstance } from '../../src-shared/protocol/rule.ts';
import { columnKey } from '../charts/columns.ts';
import { windowStats } from '../charts/stats.ts';
import type { Dashboard } from '../state/model.ts';

type Read = Pick<Dashboard, 'latest' | 'buffer' | 'endMs'>;

/** The newest value of what an alert watches; where the page does not receive it, the one that the server told of. */
export function currentValue(dashboard: Pick<Read, 'latest'>, alert: AlertStatus): number | null {
  const found = findSeries(alert.series);
  const latest = found === null ? undefined : dashboard.latest(found.metric);
  if (found === null || latest === undefined || latest.t < alert.at) return alert.value;
  let current = alert.value;
  visitSeries(found.definition, latest.value, (field, instance, value) => {
    if (field === found.field && (instance ?? everyInstance) === alert.instance) current = value;
  });
  return current;
}

/** The worst value so far: what the server told of, or what has been seen since. */
export function currentPeak(dashboard: Read, alert: AlertStatus): number | null {
  const found = findSeries(alert.series);
  if (found === null || !isFiring(alert.state)) return alert.peak;
  const buffer = dashboard.buffer(found.metric);
  const column = buffer.columns.get(alertColumn(found.field, alert.instance));
  const seen = column === undefined ? null : windowStats(buffer, column, alert.since, dashboard.endMs);
  if (seen === null) return alert.peak;
  const { direction } = alert.rule;
  const worst = direction === 'above' ? seen.max : seen.min;
  if (alert.peak === null) return worst;
  return direction === 'above' ? Math.max(worst, alert.peak) : Math.min(worst, alert.peak);
}

/** The column of a buffer that an alert is about. */
export function alertColumn(field: string, instance: string): string {
  return columnKey(field, instance === everyInstance ? null : instance);
}
