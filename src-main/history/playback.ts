import type { Span } from './kept-value.ts';

/** One side of a level; the level itself does not belong to it. */
export interface Beyond {
  readonly direction: 'above' | 'below';
  readonly level: number;
}

/** A part of a span that can be played, or passed over, as a whole. */
export interface Piece extends Span {
  /** Nothing in it lies beyond the level. */
  readonly isQuiet: boolean;
}

/** True for a value on the side that is meant. */
export function isBeyond({ direction, level }: Beyond, value: number): boolean {
  return direction === 'above' ? value > level : value < level;
}
