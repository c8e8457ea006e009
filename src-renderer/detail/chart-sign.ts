import type { LegendEntry } from './chart-image.ts';

/** A sign of the legend below a large chart. */
export interface ChartSign extends LegendEntry {
  /** Its colour as a style. */
  readonly token: string;
  /** The line that a press chooses; `null` where there is nothing to choose. */
  readonly id: string | null;
}
