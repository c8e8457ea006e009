/** A stretch of time in which a rule would have fired. */
export interface FiredColumn {
  /** Its number in the list of all. */
  readonly number: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** `fires 48 s`. */
  readonly text: string;
}

/** What shows only while somebody changes a rule. */
export interface ThresholdChange {
  readonly level: 'warn' | 'critical' | 'clear';
  /** The moved level before; `null` where it has not moved. */
  readonly was: number | null;
  readonly wasText: string;
  readonly clear: number | null;
  readonly clearText: string;
  readonly fired: readonly FiredColumn[];
}

/** The levels of a rule as a drawing shows them; all in the axis' unit, below a zero line with their sign. */
export interface PictureThreshold {
  /** Ids of the lines that the levels speak of. */
  readonly lines: readonly string[];
  /** Towards which end of the axis values are bad: 1 upwards. */
  readonly badSide: 1 | -1;
  readonly warn: number | null;
  readonly critical: number | null;
  readonly change: ThresholdChange | null;
}
