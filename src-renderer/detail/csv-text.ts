/** What is asked for. Times in ms since the epoch. */
export interface CsvQuestion {
  readonly series: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** The query of the call, without its `?`. */
export function csvQuery({ series, from, to }: CsvQuestion): string {
  const query = new URLSearchParams({ from: String(from), to: String(to) });
  for (const one of series) query.append('series', one);
  return query.toString();
}

/** The time of the last whole row of a piece, from its first column in ISO 8601; `null` where none is in it. */
export function newestTime(text: string): number | null {
  for (const line of text.split('\n').reverse()) {
    const ms = Date.parse(/^"?(\d{4}-\d\d-\d\dT[\d:.]+Z)/u.exec(line)?.[1] ?? '');
    if (!Number.isNaN(ms)) return ms;
  }
  return null;
}
