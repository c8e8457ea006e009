import type { LimitName } from '../../src-shared/protocol/server-limits.ts';

/** How much of something there may be. */
export interface Bound {
  /** A number, bytes or ms, as the limit is meant. */
  readonly most: number;
  /** What comes from this machine counts too. */
  readonly countsLoopback: boolean;
}

/** Every limit in force, by its name. */
export type Bounds = (name: LimitName) => Bound;
