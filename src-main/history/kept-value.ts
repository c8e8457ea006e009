/**
 * Called with stored values, oldest first. `t` is the moment of the reading or the start of a slot of a tier, `count` the
 * readings in it, and `stepMs` the length of the slot, 0 for a reading itself.
 */
export type VisitKept = (t: number, min: number, avg: number, max: number, count: number, stepMs: number) => void;

/** A stretch of time, ms since the epoch: `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
