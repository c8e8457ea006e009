import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';

/** One row of the table: lowest, average and highest of each series, one after the other. */
export interface TableRow {
  readonly ms: number;
  readonly values: readonly (number | null)[];
}

/** The buckets of an answer as rows, the newest first. */
export function tableRows({ t, series }: HistoryAnswer): readonly TableRow[] {
  return t
    .map((ms, index) => ({
      ms,
      values: series.flatMap(({ min, avg, max }) => [min[index] ?? null, avg[index] ?? null, max[index] ?? null]),
    }))
    .toReversed();
}
