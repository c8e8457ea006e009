import * as v from 'valibot';
import { historyAnswerSchema, type HistoryAnswer } from '../../src-shared/protocol/history.ts';

/** What is asked of a server's history; a list stands there once for each entry. */
export type HistoryParameters = Readonly<Record<string, string | number | readonly string[]>>;

/** The address of a question. */
export function historyUrl(base: string, parameters: HistoryParameters, route = 'history'): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of typeof value === 'object' ? value : [String(value)]) query.append(name, one);
  }
  return `${base}/api/v1/${route}?${query.toString()}`;
}

/** Asks, and demands an answer of the documented form. */
export async function askHistory(base: string, parameters: HistoryParameters): Promise<HistoryAnswer> {
  const response = await fetch(historyUrl(base, parameters));
  const body: unknown = await response.json();
  if (response.status !== 200) throw new Error(`${String(response.status)}: ${JSON.stringify(body)}`);
  return v.parse(historyAnswerSchema, body);
}

/** The average that is kept for a moment; `null` where nothing is. */
export function averageAt({ t, step, series }: HistoryAnswer, ms: number, name = series[0]?.series): number | null {
  const bucket = t.findIndex((start) => start <= ms && ms < start + step);
  return series.find((one) => one.series === name)?.avg[bucket] ?? null;
}
