import * as v from 'valibot';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { definitionOf, metricIds } from '../../src-shared/metrics/registry.ts';
import type { AlertStatus } from '../../src-shared/protocol/alerts.ts';
import type { Dashboard } from '../state/model.ts';

/** A table that is older says nothing about now, ms. */
const freshMs = 15_000;

/**
 * Who takes the most of what an alert watches, in words; `null` where that is not known: this viewer does not receive
 * the table of users, or has asked for others than the largest.
 */
export function largestUser(
  dashboard: Pick<Dashboard, 'latest' | 'endMs' | 'filter'>,
  { series }: Pick<AlertStatus, 'series'>,
): string | null {
  const column = findSeries(series)?.series.usedBy;
  if (column === undefined) return null;
  for (const definition of metricIds.map(definitionOf)) {
    const latest = definition.nameLargest === undefined ? undefined : dashboard.latest(definition.id);
    if (latest === undefined || dashboard.endMs - latest.t > freshMs) continue;
    const parsed = v.safeParse(definition.schema, latest.value);
    if (parsed.success) return definition.nameLargest?.(parsed.output, column, dashboard.filter.processes) ?? null;
  }
  return null;
}
