import { parseSeries } from '../../src-shared/metrics/series.ts';
import type { HistoryAnswer } from '../../src-shared/protocol/history.ts';
import { columnKey } from './column-key.ts';

/** A series of an answer with the name of its column in a buffer. */
export type AnswerColumn = HistoryAnswer['series'][number] & { readonly key: string };

/**
 * The series of an answer about one metric that the page's filter keeps. A metric that has none of the named instances
 * keeps all of its own, as in the stream.
 */
export function answerColumns({ series }: HistoryAnswer, keeps: (key: string) => boolean): readonly AnswerColumn[] {
  const all = series.flatMap((one) => {
    const name = parseSeries(one.series);
    return name === null ? [] : [{ key: columnKey(name.field, name.instance), ...one }];
  });
  const named = all.filter(({ key }) => keeps(key));
  return named.length === 0 ? all : named;
}
