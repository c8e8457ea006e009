import type { SeriesColour, Unit } from '../../src-shared/metrics/definition.ts';
import type { MetricId } from '../../src-shared/metrics/registry.ts';
import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import { combineValues, type ColumnSource } from '../charts/columns.ts';

/** A line of a chart, as a chosen moment speaks of it. */
export interface MomentLine {
  readonly label: string;
  readonly colour: SeriesColour;
  readonly source: ColumnSource;
  /** -1 for one drawn below the zero line. */
  readonly sign: 1 | -1;
}

/** What a moment was chosen on. */
export interface MomentSubject {
  readonly metric: MetricId;
  /** What the chart shows: `CPU average`. */
  readonly title: string;
  readonly unit: Unit;
  /** The first is the one whose highest value is looked for. */
  readonly lines: readonly MomentLine[];
}

/** Public names of all that the lines of a subject are made from. */
export function seriesOfSubject({ metric, lines }: MomentSubject): readonly string[] {
  return [...new Set(lines.flatMap(({ source }) => source.keys.map((key) => `${metric}.${key}`)))];
}

/** Index of the bucket that covers a moment; -1 where none does. */
export function bucketAt({ t, step }: HistoryAnswer, ms: number): number {
  return t.findIndex((start) => start <= ms && ms < start + step);
}

/** Value of a line in a bucket, `null` where nothing is kept. */
export function valueInBucket(
  answer: HistoryAnswer,
  metric: MetricId,
  { source }: MomentLine,
  index: number,
  part: 'avg' | 'max' = 'avg',
): number | null {
  const values = source.keys.map(
    (key) => answer.series.find(({ series }) => series === `${metric}.${key}`)?.[part][index] ?? Number.NaN,
  );
  const value = combineValues(values, source.combine, source.complete);
  return Number.isNaN(value) ? null : value;
}

/** Start of the bucket in which the first line was highest; `null` where nothing is kept. */
export function peakOf(answer: HistoryAnswer, { metric, lines }: MomentSubject): number | null {
  const [first] = lines;
  if (first === undefined) return null;
  let highest = Number.NEGATIVE_INFINITY;
  let peak: number | null = null;
  for (const [index, start] of answer.t.entries()) {
    const value = valueInBucket(answer, metric, first, index, 'max');
    if (value === null || value <= highest) continue;
    highest = value;
    peak = start;
  }
  return peak;
}
