import type { Fault } from '../../src-shared/fault.ts';
import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import type { HistoryAnswer, ProcessesThen } from '../../src-shared/protocol/history.ts';
import type { HistoryState } from '../../src-shared/protocol/history-status.ts';
import type { Stretch } from '../stretch.ts';
import type { Span } from './kept-value.ts';
import type { Beyond, Piece } from './playback.ts';

/** A question for stored values. Times in ms since the epoch, `from` inclusive, `to` exclusive. */
export interface HistoryQuestion {
  /** Public names, with or without an instance; 1 to 64 of them. */
  readonly series: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Most buckets of the answer, 1 to 2000; for an export most rows, 1 to a million. */
  readonly points: number;
  /** Adds `summary` to each series. */
  readonly summary?: boolean;
}

/** What is kept, for the server's own figures and the page. */
export interface HistoryFigures {
  readonly state: HistoryState;
  /** Bytes on disk, and the most that it may take. */
  readonly usedBytes: number;
  readonly capBytes: number;
  /** Oldest moment kept in each tier, `null` for an empty one. */
  readonly tiers: readonly { readonly stepMs: number; readonly keepMs: number; readonly oldestMs: number | null }[];
}

/** What happened to the store that a person should know, once each. */
export interface HistoryNews {
  readonly kind: 'damaged' | 'left_out' | 'not_aside' | 'paused' | 'resumed' | 'trimmed' | 'off';
  readonly message: string;
  /** True where only the figures of what was said before have grown: not worth a line in the log. */
  readonly isMore?: boolean;
  readonly cause?: Fault;
}

/** The stored past: every reading for two days, and ever coarser minimum, average and maximum before that. */
export interface History {
  /** Keeps one sample. Never throws: what cannot be written is said by `onNews` once and tried again. */
  append(t: number, values: Readonly<Partial<MetricValues>>): void;
  /** A gap ended at `to`: no average may reach across it. */
  gap(from: number, to: number): void;
  /** @throws Fault `invalid_query` for a series that no metric declares */
  range(question: HistoryQuestion): HistoryAnswer;
  /**
   * Rows of CSV as text chunks, the head first, read in pieces so that years never stand in memory at once; the event loop
   * is let go between two pieces. Columns: time (ISO 8601, UTC), then min, avg and max of each series, empty for none.
   */
  csv(question: HistoryQuestion, signal: AbortSignal): AsyncIterable<string>;
  /** The top processes kept nearest to a moment. */
  processesAt(t: number): ProcessesThen;
  /** Instances of a series for which something is kept within the range. */
  instancesOf(series: string, range: { readonly from: number; readonly to: number }): readonly string[];
  /** Oldest and newest moment kept of a series and instance (`*` for none); `null` where nothing is. */
  coverage(series: string, instance: string): { readonly from: number; readonly to: number } | null;
  /** Starts and ends of gaps and server starts within the range, oldest first. */
  marks(range: { readonly from: number; readonly to: number }): readonly number[];
  /**
   * Everything kept in the span, oldest first, from the finest tier that covers each part. An average of a slot belongs to
   * the span in which the slot ends. The last stretch tells until when nothing else was read.
   */
  stretches(series: string, instance: string, span: Span): readonly Stretch[];
  /** Divides a span into pieces, each cheap to look through, oldest first, and says in which nothing lies beyond a level. */
  pieces(series: string, instance: string, span: Span, beyond: Beyond): readonly Piece[];
  /** Whether it keeps, without looking at the file. */
  state(): HistoryState;
  figures(): HistoryFigures;
  /** Writes what still waits and lets go of the files. */
  close(): void;
}
