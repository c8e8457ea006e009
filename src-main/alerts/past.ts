import type { Rule } from '../../src-shared/protocol/rule.ts';
import type { Stretch } from '../stretch.ts';

/** A time, ms since the epoch: `from` belongs to it, `to` does not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A part of a span that is played, or passed over, as a whole. */
export interface Piece extends Span {
  /** Nothing in it lies beyond the level: an idle visitor need not hear of it. */
  readonly isQuiet: boolean;
}

/** One side of a level; the level itself does not belong to it. */
export interface Beyond extends Pick<Rule, 'direction'> {
  readonly level: number;
}

/**
 * Readings that are held somewhere, for asking what a rule would have done with them. Series without instances have the
 * instance `*`. Every call is answered synchronously; a caller with much to ask takes it in short spans.
 */
export interface Past {
  /** Instances of a series for which something may be held within the span. */
  instancesOf(series: string, span: Span): readonly string[];
  /** Time of the oldest and newest reading held of a series and instance, both inclusive; `null` for none. */
  coverage(series: string, instance: string): Span | null;
  /** Starts of the server and ends of gaps within the span, oldest first. */
  marks(span: Span): readonly number[];
  /** Divides a span into pieces that take a few ms each to play, oldest first. */
  pieces(series: string, instance: string, span: Span, beyond: Beyond): readonly Piece[];
  /** The readings of a span, oldest first. */
  stretches(series: string, instance: string, span: Span): readonly Stretch[];
}
