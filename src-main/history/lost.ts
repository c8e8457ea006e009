/** How much of what was stored turned out to be damaged. */
export interface Lost {
  /** Stretches of one series, and processes of a minute or a moment. */
  readonly pieces: number;
  /** Moments of the newest hours, with all their series. */
  readonly moments: number;
}

/** All that was lost since the server started, for as long as nothing newer makes it meaningless. */
export interface LossCount {
  readonly lost: () => Lost;
  add(more: Lost): void;
  clear(): void;
}

/** Counts from nothing. */
export function createLossCount(): LossCount {
  let [pieces, moments] = [0, 0];
  return {
    lost: () => ({ pieces, moments }),
    add(more) {
      pieces += more.pieces;
      moments += more.moments;
    },
    clear() {
      [pieces, moments] = [0, 0];
    },
  };
}
