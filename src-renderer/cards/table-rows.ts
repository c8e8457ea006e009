import { writeText } from '../../src-shared/units.ts';
import { bandReader, columnReader } from '../charts/columns.ts';
import { firstAtOrAfter } from '../charts/nearest.ts';
import type { MetricBuffer } from '../state/model.ts';
import type { TableLine } from './table-lines.ts';

/** A row of a card's table view. */
export interface TableRow {
  /** Time of the sample, or beginning of the bucket. */
  readonly ms: number;
  /** One text for each column, `none` where the sample had no value; `null` for a stretch without samples. */
  readonly texts: readonly string[] | null;
}

/** Some rows, and how many there are. */
export interface TablePage {
  readonly rows: readonly TableRow[];
  readonly total: number;
}

/**
 * The rows of a window, newest first, from the row numbered `skip` on. A bucket's text has its average, and its lowest and
 * highest value where they differ.
 */
export function tableRows(
  buffer: MetricBuffer,
  columns: readonly TableLine[],
  window: { readonly startMs: number; readonly endMs: number },
  skip: number,
  mostRows: number,
): TablePage {
  const values = columns.map(({ line }) => columnReader(line.source)(buffer));
  const bands = columns.map(({ line }) => (buffer.buckets?.spread === true ? bandReader(line.source)(buffer) : null));
  const halfMs = (buffer.buckets?.stepMs ?? 0) / 2;
  const first = firstAtOrAfter(buffer.t, buffer.start, buffer.end, window.startMs);
  // A sample's time may be off by the fraction that the window's end was rounded by.
  const past = firstAtOrAfter(buffer.t, first, buffer.end, window.endMs + 0.5 + halfMs);
  const rows: TableRow[] = [];
  for (let i = past - 1 - skip; i >= first && rows.length < mostRows; i -= 1) {
    const texts = columns.map(({ unit }, column) => {
      const value = values[column]?.[i] ?? Number.NaN;
      if (Number.isNaN(value)) return 'none';
      const band = bands[column] ?? null;
      const low = band?.low[i] ?? value;
      const high = band?.high[i] ?? value;
      return low === high
        ? writeText(value, unit)
        : `${writeText(value, unit)} (${writeText(low, unit)} to ${writeText(high, unit)})`;
    });
    const t = buffer.t[i] ?? Number.NaN;
    const ms = halfMs === 0 ? t : Math.floor(t / (2 * halfMs)) * 2 * halfMs;
    rows.push({ ms, texts: buffer.isHole(i) ? null : texts });
  }
  return { rows, total: past - first };
}
