import { visitSeries } from '../../src-shared/metrics/series.ts';
import { columnKey } from '../charts/columns.ts';
import type { ShownMetric } from '../state/model.ts';

/** The numbers of a metric's value by column, as in its buffer. */
export function numbersOf(metric: ShownMetric, value: unknown): ReadonlyMap<string, number | null> {
  const numbers = new Map<string, number | null>();
  visitSeries(metric, value, (field, instance, one) => {
    numbers.set(columnKey(field, instance), one);
  });
  return numbers;
}
