import * as v from 'valibot';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { processes } from '../../src-shared/metrics/processes.ts';
import { tableOrder } from '../../src-shared/metrics/table-order.ts';
import type { AlertStatus } from '../../src-shared/protocol/alerts.ts';
import { writeText } from '../../src-shared/units.ts';
import type { Dashboard } from '../state/model.ts';

/** A process table that is older says nothing about now, ms. */
const freshMs = 15_000;

/**
 * Who takes the most of what an alert watches, in words; `null` where that is not known: this viewer does not receive
 * the processes, or has asked for others than the largest.
 */
export function largestUser(
  dashboard: Pick<Dashboard, 'latest' | 'endMs' | 'filter'>,
  { series }: Pick<AlertStatus, 'series'>,
): string | null {
  const column = findSeries(series)?.series.usedBy;
  const latest = dashboard.latest(processes.id);
  if (column === undefined || latest === undefined || dashboard.endMs - latest.t > freshMs) return null;
  const asked = dashboard.filter.processes;
  if (asked !== undefined && (asked.match !== '' || asked.sort !== column || tableOrder(asked) !== 'desc')) return null;
  const parsed = v.safeParse(processes.schema, latest.value);
  if (!parsed.success) return null;
  let largest: { readonly name: string; readonly value: number } | null = null;
  for (const { name, [column]: value } of parsed.output.top) {
    if (value !== null && value > (largest?.value ?? 0)) largest = { name, value };
  }
  if (largest === null) return null;
  const { name, value } = largest;
  return column === 'cpu'
    ? `${name}, ${writeText(value, 'percent')} of one core`
    : `${name}, ${writeText(value, 'bytes')}`;
}
