import { writeText } from '../../src-shared/units.ts';
import { columnReader } from '../charts/columns.ts';
import type { MetricBuffer } from '../state/model.ts';
import type { TableLine } from './table-lines.ts';

/** A row of a card's table view. */
export interface TableRow {
  readonly ms: number;
  /** One text for each column, `none` where the sample had no value; `null` for a stretch without samples. */
  readonly texts: readonly string[] | null;
}

/** The newest rows up to a moment, newest first. */
export function tableRows(
  buffer: MetricBuffer,
  columns: readonly TableLine[],
  endMs: number,
  mostRows: number,
): TableRow[] {
  const values = columns.map(({ line }) => columnReader(line.source)(buffer));
  const rows: TableRow[] = [];
  for (let i = buffer.end - 1; i >= buffer.start && rows.length < mostRows; i -= 1) {
    const ms = buffer.t[i] ?? Number.NaN;
    // A sample's time may be off by the fraction that the window's end was rounded by.
    if (!(ms <= endMs + 0.5)) continue;
    const texts = columns.map(({ unit }, column) => {
      const value = values[column]?.[i] ?? Number.NaN;
      return Number.isNaN(value) ? 'none' : writeText(value, unit);
    });
    rows.push({ ms, texts: buffer.isHole(i) ? null : texts });
  }
  return rows;
}
