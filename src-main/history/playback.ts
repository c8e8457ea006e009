import type { Span } from './kept-value.ts';

/** One side of a level; the level itself does not belong to it. */
export interface Beyond {
  readonly direction: 'above' | 'below';
  readonly level: number;
}

/** Which values to play back. */
export interface Playback extends Span {
  /** While the visitor is idle, values that are not on this side may be left out, and holes with them. */
  readonly beyond?: Beyond;
  /** Whether the visitor is idle before the first value. Default false. */
  readonly isIdle?: boolean;
  /** Time of the newest value that was played before: holes are told from there on. Default: from the first value on. */
  readonly heardAt?: number;
}

/** A part of a span that can be played, or passed over, as a whole. */
export interface Piece extends Span {
  /** Nothing in it lies beyond the level. */
  readonly isQuiet: boolean;
}

/** What a loop over values passes over while nobody waits for them. */
export interface Skim {
  readonly beyond: Beyond;
  isIdle: boolean;
  /** Set by the loop when it has passed over something. */
  hasPassed: boolean;
}

/** True for a value on the side that is meant. */
export function isBeyond({ direction, level }: Beyond, value: number): boolean {
  return direction === 'above' ? value > level : value < level;
}

/** The first place from `first` on with a value beyond the level; the length where there is none. */
export function nextBeyond(values: Float32Array, first: number, { direction, level }: Beyond): number {
  const { length } = values;
  let place = first;
  // Two tight loops: an hour is 3600 turns, and this code is often run before it was optimised.
  if (direction === 'above') while (place < length && !((values[place] ?? 0) > level)) place += 1;
  else while (place < length && !((values[place] ?? 0) < level)) place += 1;
  return place;
}
