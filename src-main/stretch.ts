/**
 * Readings of one series and instance in the order of time, in the arrays in which they are kept: to be looked at, not to
 * be changed. A day is 86,400 of them, so whoever looks has a loop of their own instead of being called for each.
 */
export interface Stretch {
  /** Time of the reading `n`, or start of the slot that it is an average of: `start + offsets[n]`, ms since the epoch. */
  readonly start: number;
  readonly offsets: Float64Array;
  /** NaN where the series was not read. */
  readonly values: Float32Array;
  /** The part of the arrays that is meant: `first` inclusive, `end` exclusive. */
  readonly first: number;
  readonly end: number;
  /** Length of the slots that the values are averages of, ms; each is known when its slot ends. 0 for readings. */
  readonly stepMs: number;
  /** Longest ordinary time between two readings, ms; Infinity where a NaN stands for each that is missing. */
  readonly periodMs: number;
  /** Nothing else was read until then, ms since the epoch; `-Infinity` where that is not known. */
  readonly untilMs: number;
}
