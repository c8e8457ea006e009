import { Fault } from '../../src-shared/fault.ts';
import type { Buckets } from './buckets.ts';
import type { Span } from './kept-value.ts';

/** Most rows that are read at once. */
const rowsPerPiece = 500;

/** One column group of the table. */
export interface CsvSeries {
  readonly name: string;
  read(span: Span, step: number): Buckets;
}

/**
 * Writes buckets as CSV (RFC 4180), the head first, then pieces of a few hundred rows; the event loop is let go
 * after each series of a piece.
 * @param isClosed true as soon as nothing can be read any more; then the table breaks off
 * @throws Fault `no_history` where it breaks off
 */
export async function* csvRows(
  series: readonly CsvSeries[],
  { from, to }: Span,
  step: number,
  signal: AbortSignal,
  isClosed: () => boolean = () => false,
): AsyncGenerator<string> {
  const head = series.flatMap(({ name }) => ['min', 'avg', 'max'].map((part) => quote(`${name} ${part}`)));
  yield `${['time', ...head].join(',')}\r\n`;
  const pieceMs = rowsPerPiece * step;
  for (let start = Math.floor(from / step) * step; start < to && !signal.aborted; start += pieceMs) {
    const end = Math.min(start + pieceMs, Math.ceil(to / step) * step);
    const columns: Buckets[] = [];
    for (const one of series) {
      // One after the other: where the rows are long, each may read days of single seconds.
      columns.push(one.read({ from: start, to: end }, step));
      await new Promise((resolve) => setImmediate(resolve));
      // Cells without values would be taken for times in which nothing was measured.
      if (isClosed()) throw new Fault('no_history', 'The history was opened anew meanwhile; start the export again.');
    }
    let text = '';
    for (let n = 0; start + n * step < end; n += 1) {
      const numbers = columns.flatMap(({ min, avg, max }) => [min[n], avg[n], max[n]].map(write));
      text += `${[new Date(start + n * step).toISOString(), ...numbers].join(',')}\r\n`;
    }
    yield text;
  }
}

/** Seven digits: more than is stored. */
function write(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(Number(value.toPrecision(7)));
}

function quote(text: string): string {
  // A spreadsheet takes a cell that begins with one of these for a formula, and names of instances come from outside.
  const plain = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
