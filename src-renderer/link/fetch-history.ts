import type { Fault } from '../../src-shared/fault.ts';
import { historyAnswerSchema, type HistoryAnswer } from '../../src-shared/protocol/history.ts';
import { fetchJson } from './fetch-json.ts';

/** A question to `GET /api/v1/history`. Times in ms since the epoch, whole numbers; `to` is exclusive. */
export interface HistoryQuery {
  /** Public names; one without its instance asks for every instance. 1 to 64. */
  readonly series: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Most buckets of the answer, 1 to 2000. */
  readonly points: number;
  /** Adds the figures of the whole range to each series. */
  readonly summary?: boolean;
}

/** Asks the history; a Fault where it refuses, cannot be reached or the request was aborted. */
export type FetchHistory = (query: HistoryQuery, signal: AbortSignal) => Promise<HistoryAnswer | Fault>;

/** Reads what the server keeps of some series. */
export const fetchHistory: FetchHistory = (query, signal) =>
  fetchJson('history', historyParameters(query), historyAnswerSchema, signal);

/** The query of `history` and of `history.csv`. */
function historyParameters({ series, from, to, points, summary = false }: HistoryQuery): URLSearchParams {
  const query = new URLSearchParams(series.map((one) => ['series', one]));
  query.set('from', String(from));
  query.set('to', String(to));
  query.set('points', String(points));
  if (summary) query.set('summary', '1');
  return query;
}
