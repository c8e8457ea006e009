import type { LinePoints } from './trace.ts';

/** The same series at another time, drawn grey behind the lines. */
export interface BehindLine {
  readonly points: LinePoints;
  /** Distance of two points, ms. */
  readonly periodMs: number;
}

/** The moment that somebody chose. */
export interface ChosenMoment {
  readonly ms: number;
  /** Where it lies on this chart's axis; `null` on the other charts, which only show the time. */
  readonly value: number | null;
  /** Beside the point: `03:12:47 97.8 %`; empty on the other charts. */
  readonly text: string;
}
