/** One figure of a bench. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it has to stay below, or at least reach; left out for a figure that is only told. */
  readonly goal?: { readonly atMost: number };
  /** The same of a peer, measured in the same run. */
  readonly peer?: { readonly what: string; readonly value: number };
  /** How it came about, one value after the other; kept with the result, not shown in the table. */
  readonly curve?: readonly number[];
}

/** Something that can be measured again and again. */
export interface Bench {
  /** The word that picks it on the command line. */
  readonly name: string;
  run(tell: (progress: string) => void): Promise<readonly Figure[]>;
}
