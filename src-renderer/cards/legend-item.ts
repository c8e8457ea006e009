import type { SeriesColour } from '../../src-shared/metrics/definition.ts';

/** An entry of a legend. */
export interface LegendItem {
  /** Its name in the card's selection. */
  readonly key: string;
  readonly label: string;
  readonly colour: SeriesColour;
  /** Value beside it; `null` for none. */
  readonly text: string | null;
}
