import type { SeriesDefinition } from '../../src-shared/metrics/definition.ts';
import { formatSeries } from '../../src-shared/metrics/series.ts';
import type { HistoryAnswer, SeriesSummary } from '../../src-shared/protocol/history.ts';
import { isGap } from '../charts/gaps.ts';
import { firstAtOrAfter } from '../charts/nearest.ts';
import type { HistoryQuery } from '../link/fetch-history.ts';
import type { MetricBuffer, ShownMetric } from '../state/model.ts';

/** The values of one column, as the answer gives them. */
interface Column {
  readonly series: string;
  readonly unit: string;
  readonly values: Float64Array;
}

/**
 * Answers a question to the history from the samples that the page itself holds, for a server that keeps none.
 * @param periodMs expected time between two samples
 */
export function answerFromSamples(
  { series, from, to, points, summary = false }: HistoryQuery,
  metric: ShownMetric,
  buffer: MetricBuffer,
  periodMs: number,
): HistoryAnswer {
  const step = Math.max(1, Math.ceil((to - from) / points / periodMs)) * periodMs;
  const first = Math.floor(from / step) * step;
  const t = Array.from({ length: Math.ceil((to - first) / step) }, (_, index) => first + index * step);
  const begin = firstAtOrAfter(buffer.t, buffer.start, buffer.end, from);
  const end = firstAtOrAfter(buffer.t, begin, buffer.end, to);
  return {
    from,
    to,
    step,
    resolutionMs: periodMs,
    t,
    series: columnsOf(metric, buffer, series).map(({ values, ...named }) => ({
      ...named,
      ...bucketsOf(buffer, values, begin, end, { first, step, count: t.length }),
      ...(summary ? { summary: summaryOf(buffer, values, begin, end, periodMs) } : {}),
    })),
  };
}

/** A name without its instance stands for every instance. */
function columnsOf(metric: ShownMetric, { columns }: MetricBuffer, wanted: readonly string[]): readonly Column[] {
  return [...columns].flatMap(([key, values]) => {
    const [field = '', ...rest] = key.split('@');
    const definition: SeriesDefinition | undefined = metric.series[field];
    const series = `${metric.id}.${key}`;
    const named = wanted.includes(series) || (rest.length > 0 && wanted.includes(formatSeries(metric.id, field, null)));
    return named && definition !== undefined ? [{ series, unit: definition.unit, values }] : [];
  });
}

function bucketsOf(
  { t }: MetricBuffer,
  values: Float64Array,
  begin: number,
  end: number,
  grid: { readonly first: number; readonly step: number; readonly count: number },
): { min: (number | null)[]; avg: (number | null)[]; max: (number | null)[] } {
  const blank = () => new Array<number | null>(grid.count).fill(null);
  const [min, avg, max] = [blank(), blank(), blank()];
  const counts = new Array<number>(grid.count).fill(0);
  for (let i = begin; i < end; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const at = Math.floor(((t[i] ?? 0) - grid.first) / grid.step);
    const count = (counts[at] ?? 0) + 1;
    counts[at] = count;
    min[at] = Math.min(min[at] ?? value, value);
    max[at] = Math.max(max[at] ?? value, value);
    avg[at] = (avg[at] ?? 0) + (value - (avg[at] ?? 0)) / count;
  }
  return { min, avg, max };
}

/** Of the time from the first sample on: before that the page was not there. */
function summaryOf(
  { t }: MetricBuffer,
  values: Float64Array,
  begin: number,
  end: number,
  periodMs: number,
): SeriesSummary | null {
  const rows = Array.from({ length: end - begin }, (_, index) => begin + index).filter(
    (row) => !Number.isNaN(values[row] ?? Number.NaN),
  );
  const found = rows.map((row) => values[row] ?? Number.NaN);
  if (found.length === 0) return null;
  const sorted = Float64Array.from(found).sort();
  const times = Float64Array.from(rows, (row) => t[row] ?? Number.NaN);
  let noDataMs = 0;
  for (let i = 1; i < times.length; i += 1) {
    if (isGap(times, 0, times.length, i, periodMs)) noDataMs += (times[i] ?? 0) - (times[i - 1] ?? 0) - periodMs;
  }
  return {
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    avg: found.reduce((total, value) => total + value, 0) / found.length,
    p95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN,
    noDataMs,
  };
}
